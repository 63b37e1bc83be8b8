package dev.weir.ingest.loki;

import static com.fasterxml.jackson.core.JsonToken.END_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.END_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.START_ARRAY;
import static com.fasterxml.jackson.core.JsonToken.START_OBJECT;
import static com.fasterxml.jackson.core.JsonToken.VALUE_STRING;

import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Times;
import dev.weir.storage.model.LabelNames;
import dev.weir.storage.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks through one push body. An `IOException` means that it is no JSON from there on. One
/// thread.
final class PushReader {
  private static final int METADATA_MAX = 10_000; // one entry; fields have their own limit

  private final BodyText body;
  private final LogEntries out;
  private final List<String> names = new ArrayList<>();
  private int[] values = new int[16];

  PushReader(BodyText body, LogEntries out) {
    this.body = body;
    this.out = out;
  }

  /// Reads `{"streams":[...]}`; false when it has another shape.
  boolean isPush(BodyParser in) throws IOException {
    if (!in.nextIs(START_OBJECT)) {
      return false;
    }
    boolean isFound = false;
    while (in.next() != END_OBJECT) {
      boolean isStreams = in.name().equals("streams");
      in.next();
      if (!isStreams) {
        in.skipChildren();
      } else if (in.isAt(START_ARRAY)) {
        isFound = true;
        while (in.next() != END_ARRAY) {
          stream(in);
        }
      } else {
        return false;
      }
    }
    return isFound;
  }

  private void stream(BodyParser in) throws IOException {
    if (!in.isAt(START_OBJECT)) {
      in.skipChildren();
      out.refusals().explain(Malformed.SYNTAX, () -> "a stream is no object");
      return;
    }
    StreamLabels labels = null;
    Labels stream = null;
    int early = -1; // values in front of the labels they belong to
    int earlyEnd = -1;
    while (in.next() != END_OBJECT) {
      String name = in.name();
      in.next();
      if (name.equals("stream")) {
        labels = labels(in);
        stream = labels.build();
      } else if (name.equals("values") && stream != null) {
        values(in, stream);
      } else if (name.equals("values") && labels == null) {
        early = in.position();
        in.skipChildren();
        earlyEnd = in.position() + 1;
      } else {
        in.skipChildren();
      }
    }
    if (stream == null) {
      StreamLabels refused = labels == null ? new StreamLabels() : labels;
      refused.build();
      out.refusals().explain(Malformed.BAD_LABELS, refused::problem);
    } else if (early >= 0) {
      try (BodyParser again = body.open(early, earlyEnd)) {
        again.next();
        values(again, stream);
      }
    }
  }

  private StreamLabels labels(BodyParser in) throws IOException {
    var labels = new StreamLabels();
    if (!in.isAt(START_OBJECT)) {
      in.skipChildren();
      labels.fail("labels are no object");
      return labels;
    }
    while (in.next() != END_OBJECT) {
      String name = in.name();
      if (in.nextIs(VALUE_STRING)) {
        labels.add(name, body.text(in.position()));
      } else {
        in.skipChildren();
        labels.fail("label value is no string: " + name);
      }
    }
    return labels;
  }

  private void values(BodyParser in, Labels stream) throws IOException {
    if (!in.isAt(START_ARRAY)) {
      in.skipChildren();
      out.refusals().explain(Malformed.SYNTAX, () -> "values are no array");
      return;
    }
    int depth = in.depth();
    while (in.next() != END_ARRAY) {
      Malformed problem = in.isAt(START_ARRAY) ? entry(in, stream) : Malformed.SYNTAX;
      if (problem != null) {
        out.refusals().explain(problem, () -> explanation(problem));
        in.skipChildren();
        in.leave(depth);
      }
    }
  }

  private static String explanation(Malformed problem) {
    return problem == Malformed.BAD_TIMESTAMP
        ? "timestamp is no string of nanoseconds"
        : "an entry is not [\"<ns>\",\"line\",{metadata}?]";
  }

  /// Reads one entry, whose array has begun; what is wrong with it, or null.
  private @Nullable Malformed entry(BodyParser in, Labels stream) throws IOException {
    if (!in.nextIs(VALUE_STRING)) {
      return in.isAt(END_ARRAY) ? Malformed.SYNTAX : Malformed.BAD_TIMESTAMP;
    }
    long ns = nanos(body.text(in.position()));
    if (!in.nextIs(VALUE_STRING)) {
      return Malformed.SYNTAX;
    }
    int line = in.position();
    names.clear();
    if (!in.nextIs(END_ARRAY) && (!isMetadata(in) || !in.nextIs(END_ARRAY))) {
      return Malformed.SYNTAX;
    }
    if (ns == Times.INVALID) {
      out.refusals().explain(Malformed.BAD_TIMESTAMP, () -> explanation(Malformed.BAD_TIMESTAMP));
    } else if (TimeCheck.accepts(stream, ns, out)) {
      out.begin(stream, ns);
      for (int i = 0; i < names.size(); i++) {
        body.field(LabelNames.of(names.get(i)), values[i], out);
      }
      body.endWith(line, out);
    }
    return null;
  }

  /// Reads an object of strings; false for anything else.
  private boolean isMetadata(BodyParser in) throws IOException {
    if (!in.isAt(START_OBJECT)) {
      return false;
    }
    while (in.next() != END_OBJECT) {
      String name = in.name();
      if (!in.nextIs(VALUE_STRING) || names.size() == METADATA_MAX) {
        return false;
      }
      if (names.size() == values.length) {
        values = java.util.Arrays.copyOf(values, values.length * 2);
      }
      values[names.size()] = in.position();
      names.add(name);
    }
    return true;
  }

  private static long nanos(String text) {
    try {
      return Math.max(Long.parseLong(text), Times.INVALID + 1);
    } catch (NumberFormatException e) {
      return Times.INVALID; // counted by the caller
    }
  }
}
