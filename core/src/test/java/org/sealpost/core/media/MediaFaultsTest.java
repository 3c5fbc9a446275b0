package org.sealpost.core.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.protocol.Bytes;
import org.sealpost.protocol.MediaKey;
import org.sealpost.storage.StorageUnavailable;
import org.sealpost.storage.blobs.BlobsUnavailable;
import org.sealpost.storage.blobs.DirectGrants.Body;
import org.sealpost.storage.media.MediaUse;
import org.sealpost.storage.tck.faults.Fault;
import org.sealpost.storage.tck.faults.FaultPlan;

/// One fault at each step that there is, of the database and of the blob store, before and after it
/// was done; as when the process ends there. What the client was told is true, what it tries again
/// succeeds, and in the end nothing is left.
class MediaFaultsTest {
  private static final int MOST_STEPS = 60;

  @TempDir private Path folder;

  /// Fails the step of this number, and no other.
  private static final class OneFault {
    private final AtomicInteger steps = new AtomicInteger();
    private final int failing;
    private final Fault when;
    private volatile boolean failed;

    OneFault(int failing, Fault when) {
      this.failing = failing;
      this.when = when;
    }

    boolean isNow() {
      boolean now = steps.getAndIncrement() == failing;
      failed |= now;
      return now;
    }

    void outOf(MediaWorld world) {
      world.core.storage.plan(FaultPlan.none());
      world.blobs.everywhere((_, _) -> {});
    }

    void into(MediaWorld world) {
      world.core.storage.plan(
          call -> call.store().equals("media") && isNow() ? Optional.of(when) : Optional.empty());
      world.blobs.everywhere((_, at) -> {
        if (at == when && isNow()) {
          throw new BlobsUnavailable("planned");
        }
      });
    }
  }

  private interface Client {
    /// True when the object was said to be there; to be called again after a fault.
    boolean attempt(MediaWorld world) throws IOException;

    Optional<MediaKey> key();
  }

  /// With a form that is kept over attempts.
  private static final class Resuming implements Client {
    private Optional<AttachmentForm> form = Optional.empty();

    @Override
    public Optional<MediaKey> key() {
      return form.map(AttachmentForm::key);
    }

    @Override
    public boolean attempt(MediaWorld world) throws IOException {
      if (form.isEmpty()) {
        form = Optional.of(world.form());
      }
      AttachmentForm has = form.get();
      if (!(world.resumable.create(has.key(), has.token())
          instanceof UploadState.At(long offset))) {
        return false;
      }
      return offset == 300
          || world
              .resumable
              .append(
                  has.key(),
                  has.token(),
                  offset,
                  300,
                  MediaWorld.incoming(MediaWorld.content(300).from(offset)))
              .equals(new AppendResult.At(300));
    }
  }

  /// With a grant that is kept over attempts; a put that was done is not done twice.
  private static final class Putting implements Client {
    private Optional<MediaKey> key = Optional.empty();

    @Override
    public Optional<MediaKey> key() {
      return key;
    }

    @Override
    public boolean attempt(MediaWorld world) throws IOException {
      if (key.isEmpty()) {
        key = Optional.of(world.direct(300).key());
      }
      WholeResult result =
          world.whole.put(key.get(), new Body(300, Optional.empty()), MediaWorld.body(300));
      return result instanceof WholeResult.Stored || result instanceof WholeResult.Exists;
    }
  }

  @Test
  void aResumableUploadSurvivesAnyFault() throws Exception {
    for (Fault when : Fault.values()) {
      for (int step = 0; survives(new Resuming(), step, when); step++) {
        assertThat(step).isLessThan(MOST_STEPS);
      }
    }
  }

  @Test
  void aDirectUploadSurvivesAnyFault() throws Exception {
    for (Fault when : Fault.values()) {
      for (int step = 0; survives(new Putting(), step, when); step++) {
        assertThat(step).isLessThan(MOST_STEPS);
      }
    }
  }

  /// False when there was no such step.
  private boolean survives(Client client, int step, Fault when) throws IOException {
    String at = "step " + step + " " + when;
    try (MediaWorld world =
        new MediaWorld(
            Files.createDirectory(folder.resolve(at + client.getClass().getSimpleName())))) {
      OneFault fault = new OneFault(step, when);
      fault.into(world);
      boolean there = false;
      for (int attempt = 0; attempt < 3 && !there; attempt++) {
        try {
          there = client.attempt(world);
        } catch (StorageUnavailable | BlobsUnavailable e) {
          // comes again
        }
      }
      assertThat(there).as(at).isTrue();
      boolean read = false;
      for (int attempt = 0; attempt < 2 && !read; attempt++) {
        try {
          assertThat(world.content(client.key().orElseThrow()))
              .as(at)
              .hasValue(Bytes.wrap(MediaWorld.content(300).stream().readAllBytes()));
          read = true;
        } catch (StorageUnavailable | BlobsUnavailable e) {
          // comes again
        }
      }
      assertThat(read).isTrue();
      world.core.clock.advance(Duration.ofDays(46));
      for (int run = 0; run < 3; run++) {
        try {
          world.sweeper.sweep();
        } catch (StorageUnavailable | BlobsUnavailable e) {
          // the next run
        }
      }
      fault.outOf(world);
      assertThat(world.use()).as(at).isEqualTo(MediaUse.NONE);
      assertThat(world.blobs.size(client.key().orElseThrow())).as(at).isEmpty();
      return fault.failed;
    }
  }

  /// The same of a client that never comes again.
  @Test
  void whatIsGivenUpLeavesNothing() throws Exception {
    for (Fault when : Fault.values()) {
      boolean more = true;
      for (int step = 0; more; step++) {
        String at = "given up " + step + " " + when;
        try (MediaWorld world = new MediaWorld(Files.createDirectory(folder.resolve(at)))) {
          OneFault fault = new OneFault(step, when);
          fault.into(world);
          Client client = new Resuming();
          try {
            boolean _ = client.attempt(world);
          } catch (StorageUnavailable | BlobsUnavailable e) {
            // and that was it
          }
          for (int day = 0; day < 60; day += 6) {
            world.core.clock.advance(Duration.ofDays(6));
            try {
              world.sweeper.sweep();
            } catch (StorageUnavailable | BlobsUnavailable e) {
              // the next run
            }
          }
          fault.outOf(world);
          assertThat(world.use()).as(at).isEqualTo(MediaUse.NONE);
          client.key().ifPresent(key -> assertThat(world.blobs.size(key)).as(at).isEmpty());
          more = fault.failed;
        }
        assertThat(step).isLessThan(MOST_STEPS);
      }
    }
  }
}
