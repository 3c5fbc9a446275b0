package org.sealpost.core.atrest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.core.TestCore;
import org.sealpost.crypto.AssociatedData;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.ServiceId.Aci;
import org.sealpost.storage.datakeys.KeyOwner;

/// A process that rotates is killed (kill -9) again and again, each time a little later; the last
/// one goes on to the end, and every data key opens after each.
class RotationKilledTest {
  private static final AssociatedData PLACE = new AssociatedData("owner", "row", "field");
  private static final int KEYS = 300;

  @TempDir private Path folder;

  @Test
  void nothingIsLostWhereverTheProcessDies() throws Exception {
    Map<Aci, Bytes> sealed = new LinkedHashMap<>();
    try (TestCore core = new TestCore(folder)) {
      for (int i = 0; i < KEYS; i++) {
        Aci aci = new Aci(UUID.randomUUID());
        StoredKeyring.NewAccountKey key = core.keyring.makeFor(aci);
        core.storage.dataKeys().putIfAbsent(new KeyOwner.OfAccount(aci), key.wrapped());
        sealed.put(aci, key.sealer().seal(PLACE, new byte[] {1, 2, 3}));
      }
    }
    boolean finished = false;
    int kills = 0;
    while (!finished) {
      finished = runUntil(1 + kills % 4);
      kills++;
      try (TestCore core = TestCore.again(folder)) {
        sealed.forEach(
            (aci, value) -> assertThat(core.keyring.ofAccount(aci).open(PLACE, value)).hasSize(3));
        assertThat(core.serverKeys.storeKeys().newest()).as("one rotation").isLessThan(3);
      }
    }
    assertThat(kills).isGreaterThan(3);
    try (TestCore core = TestCore.again(folder)) {
      assertThat(core.serverKeys.storeKeys().has(1)).isFalse();
      assertThat(core.storage.dataKeys().oldestGeneration()).isEqualTo(2);
      assertThat(core.keysFolder.rotation()).isEmpty();
    }
  }

  /// True when it came to its end before it said so many lines.
  private boolean runUntil(int lines) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                RotationChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean finished = false;
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (int line = 0; line < lines && !finished; line++) {
        String text = said.readLine();
        assertThat(text).as("the process ended by itself").isNotNull();
        finished = "finished".equals(text);
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    return finished;
  }
}
