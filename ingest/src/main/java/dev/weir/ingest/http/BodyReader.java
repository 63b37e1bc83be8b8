package dev.weir.ingest.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/// Reads and inflates bodies within limits. Never by a handler of Undertow's: its request decoding
/// fails for bodies larger than a buffer. Nothing is allocated because a length field said so
/// before that length was checked; inflating stops at the first byte over a limit. Any thread.
public final class BodyReader {
  private static final int STREAM_BYTES = 8 << 10;

  /// Inflated bytes up to which any ratio will do.
  private static final long RATIO_FREE_BYTES = 1 << 20;

  /// No snappy block is denser: a copy of 64 bytes takes three.
  private static final long SNAPPY_RATIO_MAX = 22;

  private final BodyMemory memory;
  private final BodyLimits limits;

  public BodyReader(BodyMemory memory, BodyLimits limits) {
    this.memory = memory;
    this.limits = limits;
  }

  /// The body with its `Content-Encoding` (identity, gzip or deflate) undone. The caller closes it.
  BodyBuffer read(HttpServerExchange exchange) throws BodyException {
    String encoding = encoding(exchange, "identity");
    return switch (encoding) {
      case "identity" -> readRaw(exchange, limits.inflatedBytes());
      case "gzip", "x-gzip", "deflate" -> inflate(exchange, encoding);
      default ->
          throw new BodyException(
              415, "content encoding must be gzip, deflate or identity: " + encoding);
    };
  }

  /// The body as one snappy block undone, whatever `Content-Encoding` says, if it says snappy or
  /// nothing. The caller closes it.
  BodyBuffer readSnappy(HttpServerExchange exchange) throws BodyException {
    String encoding = encoding(exchange, "snappy");
    if (!encoding.equals("snappy")) {
      throw new BodyException(415, "content encoding must be snappy: " + encoding);
    }
    try (BodyBuffer raw = readRaw(exchange, (int) limits.compressedBytes())) {
      return unsnap(raw);
    }
  }

  /// What one snappy block holds. The caller closes both.
  BodyBuffer unsnap(BodyBuffer raw) throws BodyException {
    BodyBuffer whole = null;
    try {
      int size = raw.length() == 0 ? 0 : Snappy.uncompressedLength(raw.bytes(), 0, raw.length());
      if (size < 0 || size > limits.inflatedBytes()) {
        throw new BodyException(
            413,
            "body too large: "
                + Integer.toUnsignedString(size)
                + " bytes inflated, limit "
                + limits.inflatedBytes());
      }
      if (size > raw.length() * SNAPPY_RATIO_MAX + 64) {
        throw new BodyException(400, "not a snappy block: length field says " + size + " bytes");
      }
      whole = new BodyBuffer(memory, limits.inflatedBytes(), size);
      whole.allocate(size);
      if (size > 0) {
        whole.advance(Snappy.uncompress(raw.bytes(), 0, raw.length(), whole.bytes(), 0));
      }
      return whole;
    } catch (IOException | BodyException e) {
      if (whole != null) {
        whole.close();
      }
      if (e instanceof BodyException said) {
        throw said;
      }
      throw new BodyException(400, "not a snappy block: " + e.getMessage());
    }
  }

  private BodyBuffer readRaw(HttpServerExchange exchange, int limitBytes) throws BodyException {
    long declared = checkDeclared(exchange, limitBytes);
    var body = new BodyBuffer(memory, limitBytes, declared);
    return fill(body, input(exchange, limitBytes), null);
  }

  private BodyBuffer inflate(HttpServerExchange exchange, String encoding) throws BodyException {
    long declared = checkDeclared(exchange, limits.compressedBytes());
    var body = new BodyBuffer(memory, limits.inflatedBytes(), declared * 8);
    BodyInput sent = input(exchange, limits.compressedBytes());
    try (InputStream inflated = inflater(sent, encoding)) {
      return fill(body, inflated, sent);
    } catch (IOException e) {
      body.close();
      throw said(e);
    }
  }

  private static InputStream inflater(BodyInput sent, String encoding) throws IOException {
    return encoding.equals("deflate")
        ? new InflaterInputStream(sent)
        : new GZIPInputStream(sent, STREAM_BYTES);
  }

  /// Reads all of `from`; closes the body when that fails. `sent` is where the ratio is measured
  /// against, or null.
  private BodyBuffer fill(BodyBuffer body, InputStream from, @Nullable BodyInput sent)
      throws BodyException {
    try {
      while (true) {
        int room = body.room();
        int count = from.read(body.bytes(), body.length(), room);
        if (count < 0) {
          return body;
        }
        body.advance(count);
        if (sent != null
            && body.length() > RATIO_FREE_BYTES
            && body.length() > sent.count() * limits.ratio()) {
          throw new BodyException(
              413, "body inflates to more than " + limits.ratio() + " times its size");
        }
      }
    } catch (IOException e) {
      body.close();
      throw said(e);
    } catch (BodyException e) {
      body.close();
      throw e;
    }
  }

  private BodyException said(IOException e) {
    return switch (e) {
      case BodyInput.SlowClient slow -> new BodyException(408, "the body came too slowly");
      case BodyInput.TooLarge large ->
          new BodyException(
              413, "body too large: more than " + limits.compressedBytes() + " bytes");
      case RequestTooBigException big ->
          new BodyException(413, "body too large: more than http.max_body");
      case EOFException end -> new BodyException(400, "the body ends too early");
      case ZipException zip -> new BodyException(400, "cannot inflate: " + zip.getMessage());
      default -> new BodyException(400, "cannot read the body: " + e.getMessage());
    };
  }

  private static long checkDeclared(HttpServerExchange exchange, long limitBytes)
      throws BodyException {
    long declared = exchange.getRequestContentLength();
    if (declared > limitBytes) {
      throw new BodyException(413, "body too large: " + declared + " bytes, limit " + limitBytes);
    }
    return declared;
  }

  private static BodyInput input(HttpServerExchange exchange, long limitBytes)
      throws BodyException {
    try {
      if (HttpContinue.requiresContinueResponse(exchange)) {
        HttpContinue.sendContinueResponseBlocking(exchange);
      }
      return new BodyInput(exchange, limitBytes);
    } catch (IOException e) {
      throw new BodyException(400, "cannot read the body: " + e.getMessage());
    }
  }

  private static String encoding(HttpServerExchange exchange, String unsaid) {
    String header = exchange.getRequestHeaders().getFirst(Headers.CONTENT_ENCODING);
    return header == null ? unsaid : header.strip().toLowerCase(Locale.ROOT);
  }
}
