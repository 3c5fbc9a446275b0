package org.sealpost.server.boot;

/// The version of this program, as the build wrote it into its jar.
public final class Version {
  public static final String TEXT = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0-SNAPSHOT" : version;
  }
}
