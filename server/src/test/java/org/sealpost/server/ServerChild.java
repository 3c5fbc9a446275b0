package org.sealpost.server;

import java.nio.file.Path;
import org.sealpost.config.SealpostConfig;
import org.sealpost.server.boot.SealpostServer;

/// A server in a process of its own, to be killed: says `ready` and runs until then.
final class ServerChild {
  private ServerChild() {}

  /// Runs until it is killed.
  ///
  /// @param arguments the configuration's file and the data folder
  public static void main(String[] arguments) throws InterruptedException {
    SealpostConfig config =
        SealpostConfig.read(Path.of(arguments[0]), SealpostServer.standardLimits());
    try (SealpostServer _ = SealpostServer.start(config, Path.of(arguments[1]))) {
      System.out.println("ready");
      Thread.currentThread().join();
    }
  }
}
