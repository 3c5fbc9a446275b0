package org.sealpost.server.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;
import picocli.CommandLine.Option;

/// The folder and the configuration that all commands of a server share.
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "sealpost-data",
      description = "the server's folder (default: ./${DEFAULT-VALUE})")
  Path folder = Path.of("sealpost-data");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "configuration in YAML (default: sealpost.yml in the folder, if there is one)")
  @Nullable Path config;

  /// Reads the configuration.
  ///
  /// @throws org.sealpost.config.BadConfiguration with one sentence
  SealpostConfig read() {
    Path file = config;
    if (file == null) {
      Path usual = folder.resolve("sealpost.yml");
      if (!java.nio.file.Files.exists(usual)) {
        return SealpostConfig.defaults(SealpostServer.standardLimits());
      }
      file = usual;
    }
    return SealpostConfig.read(file, SealpostServer.standardLimits());
  }
}
