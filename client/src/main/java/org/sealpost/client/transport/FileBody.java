package org.sealpost.client.transport;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.sealpost.protocol.Bytes;

/// An answer that goes to a file as it comes; the next part is asked for when this one is written.
/// The body itself is empty.
final class FileBody implements BodySubscriber<Bytes> {
  private final FileChannel file;
  private final long maxBytes;
  private final Transfers.Moved moved;
  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private long position;

  /// @param position where the first byte goes; what is behind it in the file is cut off
  /// @param maxBytes of the whole file
  FileBody(FileChannel file, long position, long maxBytes, Transfers.Moved moved) {
    this.file = file;
    this.position = position;
    this.maxBytes = maxBytes;
    this.moved = moved;
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription next) {
    subscription.complete(next);
    try {
      file.truncate(position);
      next.request(1);
    } catch (IOException e) {
      next.cancel();
      body.completeExceptionally(e);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        if (position + buffer.remaining() > maxBytes) {
          throw new AnswerTooLong();
        }
        int count = buffer.remaining();
        while (buffer.hasRemaining()) {
          position += file.write(buffer, position);
        }
        moved.moved(count);
      }
      subscription.join().request(1);
    } catch (IOException e) {
      subscription.join().cancel();
      body.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable cause) {
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    body.complete(Bytes.EMPTY);
  }
}
