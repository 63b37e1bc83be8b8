package dev.weir.alerting.notify;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Reads an answer so that its connection can be used again, and keeps nothing of it; after 4 KiB
/// it stops. Called by one thread at a time.
final class DiscardedBody implements BodySubscriber<Void> {
  private static final int MAX_BYTES = 4096;

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private long seen;

  @Override
  public CompletionStage<Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    newSubscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      seen += buffer.remaining();
    }
    Flow.Subscription from = subscription;
    if (from == null) {
      return;
    }
    if (seen >= MAX_BYTES) {
      from.cancel();
      end.complete(null);
    } else {
      from.request(1);
    }
  }

  @Override
  public void onError(Throwable failure) {
    end.complete(null); // the status is known, which is all that counts
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
