package dev.weir.ingest.http;

import dev.weir.ingest.ring.Acknowledgement;
import dev.weir.ingest.ring.Failure;
import dev.weir.ingest.ring.IngestMetrics;
import dev.weir.ingest.ring.IngestRing;
import dev.weir.ingest.ring.LineCount;
import dev.weir.ingest.ring.Offer;
import dev.weir.ingest.ring.Protocol;
import dev.weir.ingest.ring.Submission;
import dev.weir.ingest.ring.WriteResult;
import dev.weir.storage.io.Clock;
import dev.weir.storage.model.Tenant;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One push endpoint: reads the body, cuts it into pieces, submits them, waits until all are
/// journalled and applied, answers.
///
/// 204: all kept. 400: something was malformed or refused, the rest is kept; or nothing could be
/// read. 429 with `Retry-After`: no memory for the body or no slot for 2 seconds. 503 and 507: the
/// journal takes nothing. What was kept in spite of an error does no harm when it is sent again.
final class PushHandler implements HttpHandler {
  static final String TENANT_HEADER = "X-Scope-OrgID";

  private static final int PIECE_BYTES = 512 << 10;
  private static final long SLOT_WAIT_NANOS = 2_000_000_000L;
  private static final long ANSWER_SECONDS = 30;

  /// What differs between endpoints.
  interface Dialect {
    /// Reads the body, inflated.
    BodyBuffer body(HttpServerExchange exchange, BodyReader reader) throws BodyException;

    /// Nanoseconds per unit of the body's timestamps.
    default long timeUnitNanos(HttpServerExchange exchange) throws BodyException {
      return 1;
    }

    /// What decodes the body, where that is not always the endpoint's own protocol. Both have the
    /// same name.
    default Protocol protocol(HttpServerExchange exchange, BodyBuffer body, Protocol own) {
      return own;
    }
  }

  private final Protocol protocol;
  private final Dialect dialect;
  private final AnswerStyle style;
  private final IngestRing ring;
  private final BodyReader reader;
  private final Clock clock;
  private final IngestMetrics metrics;
  private final IngestMetrics.OfProtocol counters;

  PushHandler(
      Protocol protocol,
      Dialect dialect,
      AnswerStyle style,
      IngestRing ring,
      BodyReader reader,
      Clock clock,
      IngestMetrics metrics) {
    this.protocol = protocol;
    this.dialect = dialect;
    this.style = style;
    this.ring = ring;
    this.reader = reader;
    this.clock = clock;
    this.metrics = metrics;
    counters = metrics.of(protocol);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      Tenant tenant = tenant(exchange);
      long timeUnitNanos = dialect.timeUnitNanos(exchange);
      refuseWhileBroken();
      try (BodyBuffer body = dialect.body(exchange, reader)) {
        Protocol decoding = dialect.protocol(exchange, body, protocol);
        Acknowledgement acknowledgement = submit(decoding, body, tenant, timeUnitNanos);
        answer(exchange, await(acknowledgement));
      }
    } catch (BodyException e) {
      error(exchange, e.status(), e.text());
    }
  }

  private void refuseWhileBroken() throws BodyException {
    Failure failure = ring.failure();
    if (failure != null) {
      throw new BodyException(status(failure), failure.message());
    }
  }

  static Tenant tenant(HttpServerExchange exchange) throws BodyException {
    String name = exchange.getRequestHeaders().getFirst(TENANT_HEADER);
    if (name == null || name.isEmpty()) {
      return Tenant.DEFAULT;
    }
    if (!Tenant.isValid(name)) {
      throw new BodyException(400, TENANT_HEADER + " must be [A-Za-z0-9_-]{1,64}");
    }
    return name.equals(Tenant.DEFAULT.name()) ? Tenant.DEFAULT : new Tenant(name);
  }

  private Acknowledgement submit(
      Protocol decoding, BodyBuffer body, Tenant tenant, long timeUnitNanos) {
    byte[] bytes = body.bytes();
    int end = body.length();
    boolean isText = !decoding.cut().equals(BodyCuts.PROTOBUF_FIELDS);
    counters.received(end, 0, isText ? LineCount.of(bytes, 0, end) : 0);
    var acknowledgement = new Acknowledgement();
    var submission = new Submission();
    int at = 0;
    while (at < end) {
      int next = end - at <= PIECE_BYTES ? end : decoding.cut().end(bytes, at, end, PIECE_BYTES);
      submission
          .payload(decoding, bytes, at, next - at, body.hold())
          .tenant(tenant)
          .arrivedAt(clock.wallMillis())
          .timeUnitNanos(timeUnitNanos)
          .acknowledge(acknowledgement);
      acknowledgement.expect();
      Offer offer = ring.put(submission, SLOT_WAIT_NANOS);
      if (offer != Offer.TAKEN) {
        body.release();
        acknowledgement.notTaken(offer == Offer.FULL ? Failure.BUSY : Failure.SHUT_DOWN);
        break;
      }
      at = next;
    }
    acknowledgement.submitted();
    return acknowledgement;
  }

  private static @Nullable WriteResult await(Acknowledgement acknowledgement) {
    try {
      return acknowledgement.result().get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IllegalStateException("BUG: an acknowledgement cannot fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void answer(HttpServerExchange exchange, @Nullable WriteResult result) {
    if (result == null) {
      error(exchange, 503, "not acknowledged within " + ANSWER_SECONDS + " seconds");
      return;
    }
    Failure failure = result.failure();
    if (failure != null) {
      error(exchange, status(failure), failure.message());
    } else if (!result.isComplete()) {
      error(exchange, 400, "partial write: " + result.explanation(unit()));
    } else {
      metrics.answered(protocol.name(), 204);
      style.done(exchange);
    }
  }

  private String unit() {
    return protocol.isLogs() ? "lines" : "samples";
  }

  private void error(HttpServerExchange exchange, int status, String message) {
    metrics.answered(protocol.name(), status);
    style.error(exchange, status, message);
  }

  private static int status(Failure failure) {
    return switch (failure.kind()) {
      case DISK_FULL -> 507;
      case JOURNAL, CLOSED -> 503;
      case BUSY -> 429;
      case BUG -> 500;
    };
  }
}
