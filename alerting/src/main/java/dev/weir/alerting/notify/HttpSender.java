package dev.weir.alerting.notify;

import dev.weir.storage.io.Clock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Posts messages: HTTP/1.1, no proxy, no redirects, no cookies. An attempt ends at the timeout
/// whatever the receiver does; of an answer at most 4 KiB are read, and only its status is told.
/// Any thread.
final class HttpSender implements AutoCloseable {
  /// Longest pause that a receiver can ask for.
  private static final long MAX_RETRY_AFTER_MS = 3_600_000;

  private final Clock clock;
  private final Duration timeout;
  private final ExecutorService executor;
  private final HttpClient client;

  HttpSender(Clock clock, Duration timeout) {
    this.clock = clock;
    this.timeout = timeout;
    executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("notify-http").factory());
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(timeout)
            .executor(executor)
            .build();
  }

  /// Makes one attempt. No exception and no text from here holds the receiver's path.
  Outcome send(Receiver receiver, Message message) {
    byte[] body =
        switch (receiver.kind()) {
          case WEBHOOK -> WebhookPayload.of(message);
          case SLACK -> SlackPayload.of(message);
        };
    HttpRequest request =
        HttpRequest.newBuilder(receiver.uri())
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "weir")
            .header("Idempotency-Key", message.idempotencyKey())
            .header("X-Scope-OrgID", message.group().tenant().name())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var head = new AtomicReference<HttpResponse.@Nullable ResponseInfo>();
    CompletableFuture<HttpResponse<Void>> answer;
    try {
      answer =
          client.sendAsync(
              request,
              info -> {
                head.set(info);
                return new DiscardedBody();
              });
    } catch (RuntimeException e) {
      return new Outcome.Rejected("failed: " + e.getClass().getSimpleName());
    }
    try {
      HttpResponse<Void> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return outcome(response.statusCode(), response.headers());
    } catch (TimeoutException e) {
      return new Outcome.Retry(timedOut(), 0, true);
    } catch (ExecutionException e) {
      HttpResponse.ResponseInfo info = head.get();
      if (info != null) {
        return outcome(info.statusCode(), info.headers()); // the rest of the answer broke off
      }
      return failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Retry("interrupted", 0, true);
    } finally {
      answer.cancel(true);
    }
  }

  private String timedOut() {
    return "timed out after " + timeout.toMillis() + " ms";
  }

  private Outcome failure(Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException _ -> new Outcome.Retry("connect timed out", 0, false);
      case HttpTimeoutException _ -> new Outcome.Retry(timedOut(), 0, true);
      case UnknownHostException _ -> new Outcome.Retry("unknown host", 0, false);
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          new Outcome.Retry("unknown host", 0, false);
      case ConnectException _ -> new Outcome.Retry("connection refused", 0, false);
      case SSLException _ -> new Outcome.Retry("tls handshake failed", 0, false);
      case IOException _ -> new Outcome.Retry("connection closed before the answer", 0, true);
      default -> new Outcome.Retry("failed: " + cause.getClass().getSimpleName(), 0, true);
    };
  }

  private Outcome outcome(int status, HttpHeaders headers) {
    String reason = "status " + status;
    if (status >= 200 && status < 300) {
      return new Outcome.Delivered();
    }
    if (status == 429 || status >= 500) {
      return new Outcome.Retry(reason, retryAfterMs(headers), false);
    }
    return new Outcome.Rejected(
        status >= 300 && status < 400 ? reason + ", redirects are not followed" : reason);
  }

  private long retryAfterMs(HttpHeaders headers) {
    Optional<String> header = headers.firstValue("Retry-After");
    if (header.isEmpty()) {
      return 0;
    }
    String text = header.get().strip();
    if (text.matches("[0-9]{1,9}")) {
      return Math.min(MAX_RETRY_AFTER_MS, Long.parseLong(text) * 1000);
    }
    try {
      long at =
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .toEpochMilli();
      return Math.clamp(at - clock.wallMillis(), 0, MAX_RETRY_AFTER_MS);
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
