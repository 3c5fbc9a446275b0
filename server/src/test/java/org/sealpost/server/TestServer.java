package org.sealpost.server;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.transport.Service;
import org.sealpost.config.SealpostConfig;
import org.sealpost.core.accounts.Invite;
import org.sealpost.protocol.PhoneNumber;
import org.sealpost.protocol.json.ClientProfile;
import org.sealpost.server.boot.Commands;
import org.sealpost.server.boot.Operations;
import org.sealpost.server.boot.SealpostServer;
import org.sealpost.server.ops.Logging;

/// A real server in this process, and accounts on it.
final class TestServer implements AutoCloseable {
  private final SealpostConfig config;
  private final SealpostServer server;
  private final Service service;
  private final FakeAccounts accounts;

  private TestServer(SealpostConfig config, SealpostServer server) {
    this.config = config;
    this.server = server;
    this.service = new Service(profile());
    this.accounts = new FakeAccounts(service, this::invite);
  }

  static TestServer start(Path folder) {
    return start(folder, config -> config);
  }

  static TestServer start(Path folder, UnaryOperator<SealpostConfig> changed) {
    Logging.bootstrap();
    SealpostConfig config =
        changed.apply(SealpostConfig.defaults(SealpostServer.standardLimits()).withPort(0));
    return new TestServer(config, SealpostServer.start(config, folder));
  }

  String invite(PhoneNumber number) {
    return invitation(number).code();
  }

  Invite invitation(PhoneNumber number) {
    return Commands.on(server.folder(), config, operations -> operations.invite(number));
  }

  ClientProfile profile() {
    return Commands.on(server.folder(), config, Operations::clientProfile);
  }

  FakeAccounts accounts() {
    return accounts;
  }

  Service service() {
    return service;
  }

  SealpostServer server() {
    return server;
  }

  @Override
  public void close() {
    accounts.close();
    service.close();
    server.close();
  }
}
