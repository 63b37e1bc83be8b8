package dev.weir.ingest.loki;

import static dev.weir.ingest.decode.Protobuf.BYTES;
import static dev.weir.ingest.decode.Protobuf.FAILED;
import static dev.weir.ingest.decode.Protobuf.VARINT;

import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Protobuf;
import dev.weir.ingest.decode.Times;
import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.LabelNames;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Decodes a `logproto.PushRequest`, or a piece of one cut between its top-level fields; snappy is
/// already taken off:
///
/// ```
/// PushRequest  1 repeated Stream   2 format (ignored)
/// Stream       1 labels `{a="b"}`  2 repeated Entry  3 hash (ignored)
/// Entry        1 Timestamp {1 seconds, 2 nanos}  2 line  3 repeated Pair {1 name, 2 value}
/// ```
///
/// Labels are the sender's, exactly; structured metadata becomes fields; the bytes of a line are
/// copied as they are, UTF-8 or not, and a line over the limit is cut. A stream whose labels are
/// none is refused (`BAD_LABELS`), its neighbours are kept; so is an entry that is malformed
/// (`TRUNCATED`) or outside the window (`TOO_OLD`, `TOO_NEW`). After a length that points past the
/// end of its message the rest of that message is refused.
///
/// Stateless: any thread. Allocates for each stream, not for each entry.
public final class LokiProtobufDecoder implements LogDecoder {
  // field numbers << 3 | wire type
  private static final int STREAM = (1 << 3) | BYTES;
  private static final int LABELS = (1 << 3) | BYTES;
  private static final int ENTRY = (2 << 3) | BYTES;
  private static final int TIMESTAMP = (1 << 3) | BYTES;
  private static final int LINE = (2 << 3) | BYTES;
  private static final int METADATA = (3 << 3) | BYTES;
  private static final int SECONDS = (1 << 3) | VARINT;
  private static final int NANOS = (2 << 3) | VARINT;
  private static final int NAME = (1 << 3) | BYTES;
  private static final int VALUE = (2 << 3) | BYTES;

  @Override
  public void decode(Payload in, LogEntries out) {
    byte[] bytes = in.bytes();
    int end = in.offset() + in.length();
    int at = in.offset();
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        out.refusals().add(Malformed.TRUNCATED, bytes, at, end - at);
        return;
      }
      if (tag == STREAM) {
        stream(bytes, Protobuf.contents(bytes, value, end), next, out);
      }
      at = next;
    }
  }

  private static void stream(byte[] bytes, int start, int end, LogEntries out) {
    String text = labelsText(bytes, start, end);
    var labels = new StreamLabels();
    if (text == null) {
      labels.fail("labels are not UTF-8, or the stream is cut short");
    } else if (!text.isEmpty()) {
      LabelText.read(text, labels);
    }
    Labels stream = labels.build();
    if (stream == null) {
      out.refusals().explain(Malformed.BAD_LABELS, labels::problem);
    } else {
      entries(stream, bytes, start, end, out);
    }
  }

  /// The text of the labels, empty when absent; null when they cannot be read.
  private static @Nullable String labelsText(byte[] bytes, int start, int end) {
    String found = "";
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        return found.isEmpty() ? null : found; // entries() says so
      }
      if (tag == LABELS) {
        int contents = Protobuf.contents(bytes, value, end);
        found = Utf8.decode(bytes, contents, next - contents);
        if (found == null || value == start + 1) {
          return found; // in front, as everybody writes them: no need to look at the entries
        }
      }
      at = next;
    }
    return found;
  }

  private static void entries(Labels stream, byte[] bytes, int start, int end, LogEntries out) {
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        out.refusals().add(Malformed.TRUNCATED, bytes, at, end - at);
        return;
      }
      if (tag == ENTRY) {
        entry(stream, bytes, Protobuf.contents(bytes, value, end), next, out);
      }
      at = next;
    }
  }

  private static void entry(Labels stream, byte[] bytes, int start, int end, LogEntries out) {
    int line = start;
    int lineLength = 0;
    long ns = 0;
    boolean hasMetadata = false;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        out.refusals().add(Malformed.TRUNCATED, bytes, start, end - start);
        return;
      }
      if (tag == TIMESTAMP) {
        ns = timestamp(bytes, Protobuf.contents(bytes, value, end), next);
      } else if (tag == LINE) {
        line = Protobuf.contents(bytes, value, end);
        lineLength = next - line;
      } else if (tag == METADATA) {
        hasMetadata = true;
      }
      at = next;
    }
    if (ns == Times.INVALID) {
      out.refusals().add(Malformed.BAD_TIMESTAMP, bytes, line, lineLength);
    } else if (TimeCheck.accepts(stream, ns, out)) {
      out.begin(stream, ns);
      if (hasMetadata) {
        metadata(bytes, start, end, out);
      }
      out.end(bytes, line, lineLength, false);
    }
  }

  /// Epoch nanoseconds of a Timestamp message, or [Times#INVALID].
  private static long timestamp(byte[] bytes, int start, int end) {
    long seconds = 0; // protobuf leaves zeros out
    long nanos = 0;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        return Times.INVALID;
      }
      if (tag == SECONDS) {
        seconds = Protobuf.varint(bytes, value, next);
      } else if (tag == NANOS) {
        nanos = Protobuf.varint(bytes, value, next);
      }
      at = next;
    }
    return nanos < 0 || nanos > 999_999_999 ? Times.INVALID : Times.nanos(seconds, nanos);
  }

  /// Adds the pairs of an entry that was walked through before.
  private static void metadata(byte[] bytes, int start, int end, LogEntries out) {
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = Protobuf.skip(bytes, value, end, tag & 7);
      if (tag == METADATA && !pair(bytes, Protobuf.contents(bytes, value, end), next, out)) {
        out.refusals().add(Malformed.BAD_TAG, bytes, at, next - at);
      }
      at = next;
    }
  }

  private static boolean pair(byte[] bytes, int start, int end, LogEntries out) {
    int name = start;
    int nameLength = 0;
    int text = start;
    int textLength = 0;
    int at = start;
    while (at < end) {
      int tag = Protobuf.tag(bytes, at, end);
      int value = Protobuf.varintEnd(bytes, at, end);
      int next = tag < 0 ? FAILED : Protobuf.skip(bytes, value, end, tag & 7);
      if (next < 0) {
        return false;
      }
      if (tag == NAME) {
        name = Protobuf.contents(bytes, value, end);
        nameLength = next - name;
      } else if (tag == VALUE) {
        text = Protobuf.contents(bytes, value, end);
        textLength = next - text;
      }
      at = next;
    }
    if (nameLength == 0 || nameLength > StreamLabels.NAME_LENGTH_MAX) {
      return false;
    }
    String field = new String(bytes, name, nameLength, StandardCharsets.UTF_8);
    out.field(LabelNames.of(field), bytes, text, textLength);
    return true;
  }
}
