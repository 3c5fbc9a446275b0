package org.sealpost.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The directions of `craft.md` that Maven's modules cannot say: what a module may use of the
/// outside, and which packages inside one know each other.
class DependencyDirectionTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("org.sealpost");

  private static final String[] DRIVERS = {
    "org.sealpost.storage.sqlite..",
    "org.sealpost.storage.postgres..",
    "org.sealpost.storage.dynamo..",
    "org.sealpost.blobs.disk..",
    "org.sealpost.blobs.s3.."
  };

  private static final String[] FRAMEWORKS = {
    "io.dropwizard..", "org.eclipse.jetty..", "jakarta..", "org.glassfish..", "picocli.."
  };

  @Test
  void protocolKnowsNothingOfOurs() {
    onlyOurs("protocol");
  }

  /// The interfaces are `org.sealpost.storage` and its feature packages; each driver has one of its
  /// own.
  @Test
  void storageApiKnowsTheProtocolAlone() {
    onlyOurs("storage", "protocol");
    check(
        noClasses()
            .that()
            .resideInAPackage("org.sealpost.storage..")
            .and()
            .resideOutsideOfPackages(DRIVERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DRIVERS));
  }

  @Test
  void aBlobStoreKnowsWhatIsStoredAndNoMore() {
    onlyOurs("blobs", "storage", "protocol");
  }

  @Test
  void auditKnowsWhatIsStoredAndNoMore() {
    onlyOurs("audit", "storage", "protocol");
  }

  @Test
  void cryptoKnowsTheProtocolAlone() {
    onlyOurs("crypto", "protocol");
  }

  @Test
  void aKeyServiceKnowsWhatItProtectsAndNoMore() {
    onlyOurs("kms", "crypto", "protocol");
    named("software.amazon.awssdk.services.kms..", "kms.aws");
  }

  @Test
  void configKnowsNothingOfOurs() {
    onlyOurs("config");
  }

  @Test
  void coreKnowsNoDriverAndNoFrameworkAndNoJson() {
    onlyOurs("core", "audit", "storage", "crypto", "protocol");
    check(
        noClasses()
            .that()
            .resideInAPackage("org.sealpost.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DRIVERS));
    check(
        noClasses()
            .that()
            .resideInAPackage("org.sealpost.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson..", "org.sqlite..", "java.sql.."));
  }

  @Test
  void clientKnowsTheProtocolAlone() {
    onlyOurs("client", "protocol");
  }

  @Test
  void onlyBootNamesABackend() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.sealpost.server..")
            .and()
            .resideOutsideOfPackage("org.sealpost.server.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DRIVERS));
  }

  @Test
  void libsignalAndBouncyCastleStayBehindOurDoors() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "org.sealpost.protocol..",
                "org.sealpost.storage..",
                "org.sealpost.blobs..",
                "org.sealpost.audit..",
                "org.sealpost.config..",
                "org.sealpost.core..",
                "org.sealpost.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.signal..", "org.bouncycastle.."));
  }

  @Test
  void databasesAreNamedByTheirDriversAlone() {
    named("java.sql..", "storage.sqlite", "storage.postgres", "client", "testing.postgres");
    named("org.sqlite..", "storage.sqlite", "client");
    for (String library :
        List.of("org.postgresql..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..")) {
      named(library, "storage.postgres");
    }
    named("software.amazon.awssdk.services.dynamodb..", "storage.dynamo");
    named("software.amazon.awssdk.services.s3..", "blobs.s3");
  }

  /// Of ours only these use what is in the foreign package.
  private static void named(String foreign, String... ours) {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.sealpost..")
            .and()
            .resideOutsideOfPackages(
                Arrays.stream(ours)
                    .map(name -> "org.sealpost." + name + "..")
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(foreign));
  }

  /// They owe each other no code.
  @Test
  void driversDoNotKnowEachOther() {
    for (String driver : DRIVERS) {
      check(
          noClasses()
              .that()
              .resideInAPackage(driver)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  Arrays.stream(DRIVERS)
                      .filter(other -> !other.equals(driver))
                      .toArray(String[]::new)));
    }
  }

  @Test
  void packagesOfAModuleHaveNoCycles() {
    for (String module : List.of("core", "server", "client", "crypto")) {
      check(slices().matching("org.sealpost." + module + ".(*)..").should().beFreeOfCycles());
    }
  }

  @Test
  void nobodyWritesToTheConsoleBelowTheCommands() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "org.sealpost.protocol..",
                "org.sealpost.storage..",
                "org.sealpost.blobs..",
                "org.sealpost.crypto..",
                "org.sealpost.core..",
                "org.sealpost.server.http..",
                "org.sealpost.server.ws..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err"));
  }

  /// The module `org.sealpost.<name>` uses, of our packages, itself and these.
  private static void onlyOurs(String name, String... allowed) {
    List<String> packages = new ArrayList<>(List.of("org.sealpost." + name + ".."));
    for (String other : allowed) {
      packages.add("org.sealpost." + other + "..");
    }
    check(
        classes()
            .that()
            .resideInAPackage("org.sealpost." + name + "..")
            .should()
            .onlyDependOnClassesThat(
                not(resideInAPackage("org.sealpost.."))
                    .or(resideInAnyPackage(packages.toArray(String[]::new)))));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(OURS);
  }
}
