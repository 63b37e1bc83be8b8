package dev.weir.ingest.decode;

import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What log decoders make of some bytes: records, as the batch gives them back, and what was
/// refused.
public final class LogDecoded {
  /// Arrival of everything decoded here: 2026-11-20T22:10:00Z.
  public static final long ARRIVAL_MS = 1_795_212_600_000L;

  public static final long ARRIVAL_NS = ARRIVAL_MS * 1_000_000;

  /// Accepts what is at most two years old and a day ahead.
  public static final LogEntries.TimeWindow TWO_YEARS =
      new LogEntries.TimeWindow() {
        @Override
        public long earliestNs() {
          return ARRIVAL_NS - 730L * 86_400_000_000_000L;
        }

        @Override
        public long latestNs() {
          return ARRIVAL_NS + 86_400_000_000_000L;
        }
      };

  /// One record; bytes of line and fields as Latin-1 text, one character each.
  public record Entry(Labels stream, long ns, Map<String, String> fields, String latin1) {
    /// The line as UTF-8.
    public String line() {
      return utf8(latin1);
    }

    /// A field as UTF-8.
    public String field(String name) {
      String value = fields.get(name);
      return value == null ? "(none)" : utf8(value);
    }

    /// A label, or the empty string.
    public String label(String name) {
      return stream.valueOrEmpty(name);
    }

    public String time() {
      return Instant.EPOCH.plusNanos(ns).toString();
    }

    private static String utf8(String latin1) {
      return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }

  private final LogDecoder decoder;
  private final LogEntries entries;
  private @Nullable InetAddress source;
  private boolean isCut;

  public LogDecoded(LogDecoder decoder, LogEntries.TimeWindow window) {
    this.decoder = decoder;
    entries = new LogEntries(window);
    entries.clear(Tenant.DEFAULT);
  }

  public LogDecoded(LogDecoder decoder) {
    this(decoder, LogEntries.TimeWindow.ALL);
  }

  public LogDecoded from(InetAddress address) {
    source = address;
    return this;
  }

  public LogDecoded cut(boolean cut) {
    isCut = cut;
    return this;
  }

  /// Decodes one payload, placed somewhere inside a larger array.
  public LogDecoded feed(byte[] bytes) {
    byte[] padded = new byte[bytes.length + 24];
    Arrays.fill(padded, (byte) '"');
    System.arraycopy(bytes, 0, padded, 11, bytes.length);
    decoder.decode(
        new Payload()
            .set(padded, 11, bytes.length, ARRIVAL_MS)
            .tenant(Tenant.DEFAULT)
            .source(source)
            .cut(isCut),
        entries);
    return this;
  }

  public LogDecoded feed(String text) {
    return feed(text.getBytes(StandardCharsets.UTF_8));
  }

  public Refusals refusals() {
    return entries.refusals();
  }

  public LogEntries entries() {
    return entries;
  }

  public List<Entry> records() {
    var records = new ArrayList<Entry>();
    LogBatch.Reader reader = entries.batch().reader();
    while (reader.next()) {
      var fields = new LinkedHashMap<String, String>();
      for (int i = 0; i < reader.fields(); i++) {
        fields.put(
            reader.fieldName(i),
            latin1(reader.bytes(), reader.fieldOffset(i), reader.fieldLength(i)));
      }
      String line = latin1(reader.bytes(), reader.lineOffset(), reader.lineLength());
      records.add(new Entry(reader.stream(), reader.timestampNs(), fields, line));
    }
    return records;
  }

  /// The only record.
  public Entry only() {
    List<Entry> records = records();
    if (records.size() != 1) {
      throw new AssertionError("not one record: " + records + ", " + refusals().firstSample());
    }
    return records.getFirst();
  }

  private static String latin1(byte[] bytes, int offset, int length) {
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }
}
