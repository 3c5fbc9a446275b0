package org.sealpost.client.terminal;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sealpost.client.content.AttachmentPointer;
import org.sealpost.client.linking.LinkApproval;
import org.sealpost.client.linking.NewDevice;
import org.sealpost.client.messages.Incoming;
import org.sealpost.client.messages.SendOutcome;
import org.sealpost.client.state.PeerProfile;
import org.sealpost.client.transport.Service;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.PhoneNumber;

/// The play: two people on a server of their own, what the server sees of them, and that it is
/// gone. Every claim is checked as it is made; one that does not hold ends the play with
/// [CannotGoOn].
final class Demo implements AutoCloseable {
  private static final int BACKLOG = 20;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration GONE_LIMIT = Duration.ofSeconds(10);
  private static final PhoneNumber ALICE = new PhoneNumber("+15550100001");
  private static final PhoneNumber BOB = new PhoneNumber("+15550100002");

  private final Screen screen;
  private final DemoServer server;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final Holdings holdings;
  private final DemoFile files;
  private List<Bytes> delivered = List.of();
  private int step;

  Demo(Screen screen, DemoServer server) {
    this.screen = screen;
    this.server = server;
    this.holdings = new Holdings(server.data());
    this.files = new DemoFile(screen, this::tell, holdings, server.folder());
  }

  void play() throws IOException, InterruptedException {
    Service service = startServer();
    DemoPerson alice = register("Alice", service, ALICE);
    DemoPerson bob = register("Bob", service, BOB);
    talk(alice, bob);
    delivered = whileBobIsAway(alice, bob);
    comeBack(bob);
    secondDevice(service, alice, bob);
    AttachmentPointer file = sendFile(alice, bob);
    takeBack(alice, bob);
    leave(alice, bob, file);
  }

  private AttachmentPointer sendFile(DemoPerson alice, DemoPerson bob)
      throws IOException, InterruptedException {
    step("Alice sends Bob a file");
    String text = "This is the log of our boat.";
    said.add(text);
    return files.send(alice, bob, text);
  }

  private void leave(DemoPerson alice, DemoPerson bob, AttachmentPointer file)
      throws IOException, InterruptedException {
    step("Alice deletes her account");
    alice.client().account().delete();
    files.awaitGone(bob, file);
    tell("The server gives the file she had uploaded to nobody any more; its sweep removes it.");
  }

  private void step(String title) {
    step++;
    screen.line();
    screen.line(screen.bold("  " + step + "  " + title));
  }

  private void tell(String text) {
    screen.line("     " + text);
  }

  private Service startServer() throws IOException, InterruptedException {
    step("A server of its own");
    long began = System.nanoTime();
    String url = server.awaitReady(screen);
    tell(
        "ready on "
            + screen.name(url)
            + " (TLS, embedded store) in "
            + since(began)
            + screen.dim("   process " + server.pid() + ", data in " + server.data()));
    screen.progress("reading its client profile");
    Service service = server.service();
    open.add(service);
    return service;
  }

  private DemoPerson register(String name, Service service, PhoneNumber number)
      throws IOException, InterruptedException {
    if (open.size() == 1) {
      step("Two accounts, each by an invite");
    }
    screen.progress("an invite for " + name);
    String code = server.invite(number);
    long began = System.nanoTime();
    screen.progress(name + " makes keys and registers");
    DemoPerson person = DemoPerson.register(name, service, number, code);
    open.add(person);
    Duration registered = Duration.ofNanos(System.nanoTime() - began);
    person.comeOnline();
    long publishing = System.nanoTime();
    screen.progress(name + " publishes prekeys");
    person.client().supplyPreKeys();
    person.client().profiles().write(new PeerProfile(name, "", ""));
    tell(
        "%s registered %s with invite %s in %s, and published 400 one-time prekeys in %s"
            .formatted(
                screen.name(pad(name)),
                number.e164(),
                code,
                Screen.time(registered),
                since(publishing)));
    return person;
  }

  private void talk(DemoPerson alice, DemoPerson bob) throws IOException, InterruptedException {
    step("A conversation, both online");
    exchange(alice, bob, "Hello Bob, this goes through a server that cannot read it.");
    exchange(bob, alice, "Hello Alice. It does not even learn who wrote this answer.");
    exchange(alice, bob, "Shall we meet at the harbour at seven?");
    exchange(bob, alice, "At seven. I am offline until then.");
    alice.awaitReceipts(2);
    bob.awaitReceipts(2);
    tell(screen.dim("Delivery receipts came back both ways, as encrypted messages."));
  }

  private void exchange(DemoPerson from, DemoPerson to, String text)
      throws IOException, InterruptedException {
    said.add(text);
    long began = System.nanoTime();
    SendOutcome.Sent sent = from.send(to, text);
    Duration stored = Duration.ofNanos(System.nanoTime() - began);
    Incoming.Text received = to.await(Incoming.Text.class);
    check(received.body().equals(text), to.name() + " read another text than was sent");
    tell(screen.name(pad(from.name())) + " " + text);
    tell(
        screen.dim(
            "      stored by the server in %s, read by %s after %s%s"
                .formatted(
                    Screen.time(stored),
                    to.name(),
                    since(began),
                    sent.sealedSender() ? "; sealed sender" : "")));
  }

  private List<Bytes> whileBobIsAway(DemoPerson alice, DemoPerson bob)
      throws IOException, InterruptedException {
    step("Bob is offline, twenty messages arrive");
    bob.client().goOffline();
    long began = System.nanoTime();
    for (int i = 1; i <= BACKLOG; i++) {
      screen.progress("message " + i + " of " + BACKLOG);
      String text = "Message " + i + " of " + BACKLOG + ": the boat is called Sea Post.";
      said.add(text);
      SendOutcome.Sent _ = alice.send(bob, text);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    tell(
        "%s sent %d messages in %s, each on stable storage before the server said so (%s each)"
            .formatted(
                screen.name(pad(alice.name())),
                BACKLOG,
                Screen.time(took),
                Screen.time(took.dividedBy(BACKLOG))));
    return lookAtTheServer();
  }

  private List<Bytes> lookAtTheServer() throws IOException {
    step("What the server holds meanwhile");
    List<Bytes> held = holdings.envelopes();
    check(held.size() == BACKLOG, "the server holds " + held.size() + " envelopes, not twenty");
    long total = held.stream().mapToLong(Bytes::size).sum();
    int smallest = held.stream().mapToInt(Bytes::size).min().orElse(0);
    int largest = held.stream().mapToInt(Bytes::size).max().orElse(0);
    tell(
        "%d envelopes, %s in all, %s, whatever they say"
            .formatted(
                held.size(),
                Screen.size(total),
                smallest == largest
                    ? "each of " + largest + " bytes"
                    : "of " + smallest + " to " + largest + " bytes"));
    tell("first  " + screen.dim(Holdings.hex(held.getFirst())));
    tell("last   " + screen.dim(Holdings.hex(held.getLast())));
    tell(
        "a compressor gets them to %d %% of their size: there is no text in them"
            .formatted(Holdings.compressedPercent(held)));
    List<String> needles = new ArrayList<>(said);
    needles.add(ALICE.e164());
    needles.add(BOB.e164());
    int found = holdings.countTexts(needles);
    Holdings.FilesFound files = holdings.files();
    check(found == 0, found + " of what was said or dialled can be read in the server's files");
    tell(
        "searched its %d files (%s) for the %d texts and both phone numbers: %s"
            .formatted(
                files.files().size(),
                Screen.size(files.sizeBytes()),
                said.size(),
                screen.good("found none")));
    return held;
  }

  private void comeBack(DemoPerson bob) throws IOException, InterruptedException {
    step("Bob comes back");
    long began = System.nanoTime();
    bob.comeOnline();
    for (int i = 1; i <= BACKLOG; i++) {
      Incoming.Text text = bob.await(Incoming.Text.class);
      check(
          text.body().startsWith("Message " + i + " of "),
          "message " + i + " did not come in its place");
    }
    tell(
        "%s received all %d in order, decrypted, stored and acknowledged them in %s"
            .formatted(screen.name(pad(bob.name())), BACKLOG, since(began)));
    bob.client().goOffline();
    awaitGone();
    bob.comeOnline();
    long again = bob.textsLeft();
    check(again == 0, again + " messages came again after they had been acknowledged");
    tell(
        "%s disconnected and connected again: %s"
            .formatted(screen.name(pad(bob.name())), screen.good("no message came twice")));
    tell("the server's inbox is " + screen.good("empty"));
  }

  /// Acknowledgements ride with the next commit, at most a second later.
  private void awaitGone() throws InterruptedException {
    long end = System.nanoTime() + GONE_LIMIT.toNanos();
    while (!holdings.envelopes().isEmpty()) {
      check(System.nanoTime() < end, "the server still holds what was acknowledged");
      screen.progress("waiting for the server to commit the acknowledgements");
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void secondDevice(Service service, DemoPerson alice, DemoPerson bob)
      throws IOException, InterruptedException {
    step("Bob links a second device");
    long began = System.nanoTime();
    DemoPerson tablet;
    try (NewDevice device = NewDevice.open(service, Clock.systemUTC())) {
      LinkApproval.Outcome outcome = bob.client().account().approveLink(device.uri());
      check(outcome == LinkApproval.Outcome.TOLD, "Bob could not approve his tablet: " + outcome);
      tablet = DemoPerson.link("Tablet", service, device);
    }
    open.add(tablet);
    tablet.comeOnline();
    tell(
        "%s was linked in %s: it showed a code, %s read it and passed on the account's keys, encrypted"
            .formatted(screen.name(pad(tablet.name())), since(began), bob.name()));
    String text = "Do all your devices get this?";
    said.add(text);
    SendOutcome.Sent _ = alice.send(bob, text);
    check(bob.await(Incoming.Text.class).body().equals(text), "Bob's phone read another text");
    check(tablet.await(Incoming.Text.class).body().equals(text), "Bob's tablet read another text");
    tell(screen.name(pad(alice.name())) + " " + text + screen.dim("   both have it"));
    String answer = "All of them.";
    said.add(answer);
    SendOutcome.Sent _ = tablet.send(alice, answer);
    check(alice.await(Incoming.Text.class).body().equals(answer), "Alice read another text");
    Incoming.SentElsewhere _ = bob.await(Incoming.SentElsewhere.class);
    tell(
        screen.name(pad(tablet.name()))
            + " "
            + answer
            + screen.dim("   Bob's first device shows it as sent"));
  }

  private void takeBack(DemoPerson alice, DemoPerson bob) throws IOException, InterruptedException {
    step("Alice takes a message back, and another goes by itself");
    String text = "I should not have written this.";
    said.add(text);
    SendOutcome.Sent sent = alice.send(bob, text);
    Incoming.Text received = bob.await(Incoming.Text.class);
    SendOutcome.Sent _ = alice.takeBack(bob, sent.sentAt());
    Incoming.DeletedForEveryone deleted = bob.await(Incoming.DeletedForEveryone.class);
    check(deleted.targetSentAt() == received.sentAt(), "another message was taken back");
    tell("Bob's devices were told to delete it; the server relayed one more ciphertext.");
    goByItself(alice, bob);
    int found = holdings.countTexts(said);
    check(found == 0, found + " texts can be read in the server's files");
  }

  private void goByItself(DemoPerson alice, DemoPerson bob)
      throws IOException, InterruptedException {
    SendOutcome outcome = alice.client().messages().setTimer(bob.client().aci(), SOON);
    check(outcome instanceof SendOutcome.Sent, "Alice could not set a timer: " + outcome);
    String text = "This will be gone in a second.";
    said.add(text);
    SendOutcome.Sent sent = alice.send(bob, text);
    check(bob.await(Incoming.Text.class).staysFor().equals(SOON), "the text came without a timer");
    bob.client().messages().read(alice.client().aci(), List.of(sent.sentAt()));
    long read = System.nanoTime();
    for (DemoPerson each : List.of(alice, bob)) {
      check(
          each.await(Incoming.Disappeared.class).text().sentAt() == sent.sentAt(),
          "another text disappeared");
    }
    tell(
        "A text with a timer of one second went from both devices "
            + since(read)
            + " after it was read.");
  }

  /// After the server has stopped: what was delivered has left its files, and nothing can be read.
  void lookAtTheRemains() throws IOException {
    step("The server is stopped");
    int left = holdings.countBlobs(delivered);
    check(left == 0, left + " delivered envelopes are still in the stopped server's files");
    check(holdings.countTexts(said) == 0, "something that was said is in the server's files");
    tell(
        "Its files hold none of the ciphertext that was delivered, and none of the "
            + said.size()
            + " texts.");
  }

  /// How many things were said, for the last line.
  int textsSaid() {
    return said.size();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new CannotGoOn(otherwise);
    }
  }

  private static String since(long began) {
    return Screen.time(Duration.ofNanos(System.nanoTime() - began));
  }

  private static String pad(String name) {
    return "%-6s".formatted(name);
  }

  @Override
  public void close() {
    end();
  }

  /// Everybody goes home.
  void end() {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        // It belongs to a play that is over.
      }
    }
    open.clear();
  }
}
