package org.sealpost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.sealpost.bench.load.SendTemplate;
import org.sealpost.client.testing.FakeAccounts;
import org.sealpost.client.testing.FakeDevice;
import org.sealpost.client.testing.ServerProcess;
import org.sealpost.client.transport.Service;

/// The pairs: accounts registered over the wire, each sender with the frame that it will send.
final class Accounts implements AutoCloseable {
  record Pair(FakeDevice sender, FakeDevice receiver, SendTemplate template) {}

  private final Service service;
  private final FakeAccounts accounts;
  private final int sizeBytes;
  private final SplittableRandom random;
  private final List<Pair> pairs = new ArrayList<>();

  Accounts(ServerProcess server, int sizeBytes, SplittableRandom random) throws IOException {
    this.service = server.connect();
    this.accounts = new FakeAccounts(service, server);
    this.sizeBytes = sizeBytes;
    this.random = random;
  }

  Pair add() throws IOException {
    FakeDevice receiver = accounts.register();
    Pair pair = new Pair(accounts.register(), receiver, templateTo(receiver));
    pairs.add(pair);
    return pair;
  }

  /// A frame that sends to this device.
  SendTemplate templateTo(FakeDevice receiver) {
    return SendTemplate.to(
        receiver.aci(), receiver.keys().registrationId(), sizeBytes, random.split());
  }

  List<Pair> pairs() {
    return List.copyOf(pairs);
  }

  InetSocketAddress address() {
    URI url = URI.create(service.profile().url());
    return new InetSocketAddress(url.getHost(), url.getPort());
  }

  String caPem() {
    return service.profile().caPem();
  }

  @Override
  public void close() {
    accounts.close();
    service.close();
  }
}
