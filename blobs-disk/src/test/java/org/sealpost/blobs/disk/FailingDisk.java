package org.sealpost.blobs.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A disk that tells its steps, and from one step on does nothing more, as when the power is gone.
/// Until it is told to, it fails at nothing.
class FailingDisk extends Disk {
  private final List<String> steps = new ArrayList<>();
  private final String reason;
  private int stepsLeft = Integer.MAX_VALUE;

  FailingDisk(Path folder, String reason) throws IOException {
    super(folder);
    this.reason = reason;
  }

  void failAfter(int count) {
    stepsLeft = count;
    steps.clear();
  }

  List<String> steps() {
    return steps;
  }

  private void step(String name) throws IOException {
    if (stepsLeft <= 0) {
      throw new IOException(reason);
    }
    stepsLeft--;
    steps.add(name);
  }

  @Override
  Sink create(Path file) throws IOException {
    step("create");
    return new Steps(super.create(file));
  }

  @Override
  Sink append(Path file) throws IOException {
    step("append");
    return new Steps(super.append(file));
  }

  @Override
  void createFolder(Path folder) throws IOException {
    step("createFolder " + folder.getFileName());
    super.createFolder(folder);
  }

  @Override
  void syncFolder(Path folder) throws IOException {
    step("syncFolder " + folder.getFileName());
    super.syncFolder(folder);
  }

  @Override
  void publish(Path file, Path place) throws IOException {
    step("publish");
    super.publish(file, place);
  }

  @Override
  boolean delete(Path file) throws IOException {
    step("delete");
    return super.delete(file);
  }

  private final class Steps implements Sink {
    private final Sink sink;

    Steps(Sink sink) {
      this.sink = sink;
    }

    /// A write that fails may have written a part.
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (stepsLeft == 0) {
        sink.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
      }
      step("write");
      sink.write(bytes);
    }

    @Override
    public void sync() throws IOException {
      step("sync");
      sink.sync();
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
