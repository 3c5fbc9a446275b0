package org.sealpost.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives test methods and constructors the one [ServerProcess] of this run. It starts with the
/// first that asks and stops after the last test.
final class SealpostServer implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ServerProcess.class;
  }

  @Override
  public ServerProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SealpostServer.class))
        .computeIfAbsent(Running.class, type -> new Running(), Running.class)
        .server;
  }

  private static final class Running implements AutoCloseable {

    private final Path folder;
    private final ServerProcess server;

    Running() {
      try {
        folder = Files.createTempDirectory("sealpost-interop");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server = ServerProcess.start(folder);
    }

    @Override
    public void close() throws IOException {
      server.close();
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
