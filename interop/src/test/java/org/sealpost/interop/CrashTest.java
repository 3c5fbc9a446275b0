package org.sealpost.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that dies while messages wait in it, and what it wrote about them.
final class CrashTest {

  @Test
  void acceptedMessagesOutliveTheServerAndItsLogKnowsNothingOfThem(@TempDir Path folder)
      throws Exception {
    try (var server = ServerProcess.start(folder);
        var clients = new ForeignClients(server)) {
      var alice = clients.register();
      var bob = clients.register();
      bob.goOffline();
      var texts = new ArrayList<String>();
      for (int i = 0; i < 10; i++) {
        texts.add("canary " + i);
        assertThat(alice.send(bob.address(), texts.getLast()).isSuccess()).isTrue();
      }

      server.crashAndRestart(clients.profile().port());

      assertThat(bob.inbox().catchUp()).extracting(Received::text).containsExactlyElementsOf(texts);
      bob.inbox().awaitEmpty();
      bob.send(alice.address(), "I am back");
      assertThat(alice.inbox().catchUp()).extracting(Received::text).containsExactly("I am back");
      for (var person : new Person[] {alice.person(), bob.person()}) {
        assertThat(String.join("\n", server.log()))
            .doesNotContain("canary")
            .doesNotContain(person.number())
            .doesNotContain(person.aci().toString())
            .doesNotContain(person.pni().toStringWithoutPrefix());
      }
    }
  }
}
