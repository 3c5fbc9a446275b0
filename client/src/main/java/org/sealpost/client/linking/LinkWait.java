package org.sealpost.client.linking;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.UnexpectedReply;
import org.sealpost.protocol.json.DeviceList;

/// Waits for a device that was let in (wire interface, accounts and devices, section 6): the server
/// answers when the device has joined. Where the server does not know the question the account's
/// devices are listed until there is one more.
public record LinkWait(String token, List<Integer> before) {
  /// Asked for at a time: less than a request may take.
  private static final Duration POLL = Duration.ofSeconds(20);

  private static final Duration LISTING = Duration.ofSeconds(1);

  public LinkWait {
    before = List.copyOf(before);
  }

  /// Lists the account's devices.
  public interface Listing {
    List<DeviceList.Device> devices() throws IOException;
  }

  /// Empty when the time is over first.
  public Optional<DeviceList.Device> await(Duration limit, Requests requests, Listing listing)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (Duration left = limit; left.isPositive(); left = left(end)) {
      long seconds = Math.clamp(left.toSeconds(), 1, POLL.toSeconds());
      Call ask = Call.get("/v1/devices/wait_for_linked_device/" + token + "?timeout=" + seconds);
      Reply reply = requests.identified(ask);
      switch (reply.status()) {
        case 200 -> {
          return Optional.of(reply.json(DeviceList.Device.class));
        }
        case 204 -> {}
        case 404, 405, 501 -> {
          return list(end, listing);
        }
        default ->
            throw new UnexpectedReply(
                "the server answered " + reply.status() + " to " + ask.label(), reply);
      }
    }
    return Optional.empty();
  }

  private Optional<DeviceList.Device> list(long end, Listing listing)
      throws IOException, InterruptedException {
    while (true) {
      Optional<DeviceList.Device> joined =
          listing.devices().stream().filter(each -> !before.contains(each.id())).findFirst();
      if (joined.isPresent() || !left(end).isPositive()) {
        return joined;
      }
      Thread.sleep(LISTING);
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(end - System.nanoTime());
  }

  @Override
  public String toString() {
    return "LinkWait[redacted]";
  }
}
