package dev.weir.ingest.decode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// Captured traffic under `src/test/resources/fixtures`.
public final class Fixtures {
  /// One HTTP request: its target and its body, dechunked and inflated.
  public static final class Request {
    private final String target;
    private final byte[] body;

    private Request(String target, byte[] body) {
      this.target = target;
      this.body = body;
    }

    public String target() {
      return target;
    }

    public byte[] body() {
      return body;
    }
  }

  private Fixtures() {}

  /// A file's bytes.
  public static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/fixtures/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no fixture " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The datagrams of a `.dgrams` file: length, bytes, length, bytes, ...
  public static List<byte[]> datagrams(String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes(name));
    var datagrams = new ArrayList<byte[]>();
    while (in.hasRemaining()) {
      byte[] datagram = new byte[in.getInt()];
      in.get(datagram);
      datagrams.add(datagram);
    }
    return datagrams;
  }

  /// The HTTP requests of a `.stream` file.
  public static List<Request> requests(String name) {
    byte[] stream = bytes(name);
    var requests = new ArrayList<Request>();
    int at = 0;
    while (at < stream.length) {
      int bodyStart = find(stream, at, "\r\n\r\n") + 4;
      String[] head =
          new String(stream, at, bodyStart - at - 4, StandardCharsets.ISO_8859_1).split("\r\n");
      String length = header(head, "content-length");
      byte[] body;
      if (header(head, "transfer-encoding").equals("chunked")) {
        var chunks = new ByteArrayOutputStream();
        at = chunks(stream, bodyStart, chunks);
        body = chunks.toByteArray();
      } else {
        at = bodyStart + (length.isEmpty() ? 0 : Integer.parseInt(length));
        body = java.util.Arrays.copyOfRange(stream, bodyStart, at);
      }
      if (header(head, "content-encoding").equals("gzip")) {
        body = inflate(body);
      }
      requests.add(new Request(head[0].split(" ")[1], body));
    }
    return requests;
  }

  private static int chunks(byte[] stream, int start, ByteArrayOutputStream out) {
    int at = start;
    while (true) {
      int lineEnd = find(stream, at, "\r\n");
      int size =
          Integer.parseInt(new String(stream, at, lineEnd - at, StandardCharsets.ISO_8859_1), 16);
      out.write(stream, lineEnd + 2, size);
      at = lineEnd + 2 + size + 2;
      if (size == 0) {
        return at;
      }
    }
  }

  private static byte[] inflate(byte[] body) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(String[] head, String name) {
    for (String line : head) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return "";
  }

  private static int find(byte[] bytes, int from, String text) {
    String all = new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
    return from + all.indexOf(text);
  }
}
