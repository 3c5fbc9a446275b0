package org.sealpost.client.transport;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.sealpost.protocol.Bytes;

/// An answer in memory, up to a bound; what is more is an error, or is cut off.
final class BoundedBody implements BodySubscriber<Bytes> {
  private final int maxBytes;
  private final boolean moreIsAnError;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

  BoundedBody(int maxBytes, boolean moreIsAnError) {
    this.maxBytes = maxBytes;
    this.moreIsAnError = moreIsAnError;
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription next) {
    subscription.complete(next);
    next.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      int count = Math.min(buffer.remaining(), maxBytes - bytes.size());
      byte[] part = new byte[count];
      buffer.get(part);
      bytes.writeBytes(part);
      if (buffer.hasRemaining()) {
        subscription.join().cancel();
        if (moreIsAnError) {
          body.completeExceptionally(new AnswerTooLong());
        } else {
          onComplete();
        }
        return;
      }
    }
    subscription.join().request(1);
  }

  @Override
  public void onError(Throwable cause) {
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    body.complete(Bytes.wrap(bytes.toByteArray()));
  }
}
