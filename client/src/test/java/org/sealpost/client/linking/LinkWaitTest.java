package org.sealpost.client.linking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sealpost.client.connection.Requests;
import org.sealpost.client.transport.Call;
import org.sealpost.client.transport.Reply;
import org.sealpost.client.transport.UnexpectedReply;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.json.DeviceList.Device;
import org.sealpost.protocol.json.WireJson;

class LinkWaitTest {
  private static final Device FIRST = new Device(1, null, 0, 0, 1, null);
  private static final Device JOINED = new Device(2, Bytes.EMPTY, 0, 0, 1, null);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Deque<Reply> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final LinkWait wait = new LinkWait("token", List.of(1));

  private static Reply status(int status) {
    return new Reply(status, Map.of(), Bytes.EMPTY);
  }

  @Test
  void theServerIsAskedUntilItKnows() throws Exception {
    answers.add(status(204));
    answers.add(new Reply(200, Map.of(), WireJson.write(JOINED)));

    assertThat(wait.await(LONG, new Answering(), () -> List.of(FIRST)))
        .hasValueSatisfying(joined -> assertThat(joined.id()).isEqualTo(2));

    assertThat(asked).hasSize(2);
    assertThat(asked.getFirst()).endsWith("/wait_for_linked_device/token?timeout=20");
  }

  @Test
  void aServerThatCannotBeAskedIsAskedForItsDevices() throws Exception {
    answers.add(status(404));
    Deque<List<Device>> lists = new ArrayDeque<>(List.of(List.of(FIRST), List.of(FIRST, JOINED)));

    assertThat(wait.await(LONG, new Answering(), lists::remove))
        .hasValueSatisfying(joined -> assertThat(joined.id()).isEqualTo(2));
    assertThat(lists).isEmpty();
  }

  @Test
  void aRefusalIsNotWaitedOut() {
    answers.add(status(429));
    assertThatThrownBy(() -> wait.await(LONG, new Answering(), List::of))
        .isInstanceOf(UnexpectedReply.class);
  }

  private final class Answering implements Requests {
    @Override
    public Reply identified(Call call) {
      asked.add(call.path());
      return answers.remove();
    }

    @Override
    public Reply anonymous(Call call) {
      throw new IllegalStateException("devices are asked for by a named one");
    }

    @Override
    public Reply overHttp(Call call, boolean anonymous) {
      throw new IllegalStateException("nothing is repeated");
    }
  }
}
