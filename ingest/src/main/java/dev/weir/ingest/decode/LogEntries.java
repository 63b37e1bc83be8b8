package dev.weir.ingest.decode;

import dev.weir.storage.logs.LogBatch;
import dev.weir.storage.logs.LogStore;
import dev.weir.storage.model.LabelNames;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/// Where decoders of log protocols put their records: a [LogBatch] with the limits that hold for
/// every protocol. One thread; reused.
///
/// A record is [#begin], fields, [#end]. What a limit touches is kept as far as it goes, marked
/// with a field and counted:
/// - a line over [LogBatch#LINE_BYTES_MAX] is cut and gets the field [#CUT_FIELD]
/// - more than [#FIELDS_MAX] fields: the rest is left out, and the record gets [#FIELDS_CUT_FIELD]
/// - a time outside the window: `begin` says so, see [TimeWindow]
public final class LogEntries {
  /// Field of a line that was cut: its value is the number of bytes that were there, where known.
  public static final String CUT_FIELD = "weir_line_cut";

  /// Field of a record that had too many fields: its value is how many were left out.
  public static final String FIELDS_CUT_FIELD = "weir_fields_cut";

  /// Field with the time that the sender gave, when it was outside the window and the time of
  /// arrival was taken instead.
  public static final String SENT_AT_FIELD = "weir_sent_at";

  /// Fields of one record.
  public static final int FIELDS_MAX = 256;

  /// Bytes of a field's value; longer ones are cut.
  public static final int FIELD_BYTES_MAX = 32 * 1024;

  /// The times that are accepted, epoch nanoseconds, inclusive.
  public interface TimeWindow {
    TimeWindow ALL =
        new TimeWindow() {
          @Override
          public long earliestNs() {
            return Long.MIN_VALUE;
          }

          @Override
          public long latestNs() {
            return Long.MAX_VALUE;
          }
        };

    long earliestNs();

    long latestNs();

    /// What `store` accepts at the moment it is asked.
    static TimeWindow of(LogStore store) {
      return new TimeWindow() {
        @Override
        public long earliestNs() {
          return store.earliestAcceptedNs();
        }

        @Override
        public long latestNs() {
          return store.latestAcceptedNs();
        }
      };
    }
  }

  /// How often limits were hit since the last clear.
  public enum Touched {
    LINE_CUT,
    FIELDS_CUT,
    FIELD_VALUE_CUT,
    TIME_REPLACED
  }

  private final TimeWindow window;
  private final LogBatch batch = new LogBatch();
  private final Refusals refusals = new Refusals();
  private final int[] touched = new int[Touched.values().length];
  private int fields;
  private int fieldsLeftOut;

  public LogEntries(TimeWindow window) {
    this.window = window;
  }

  /// Forgets everything; records from now on are `tenant`'s.
  public void clear(Tenant tenant) {
    batch.clear(tenant);
    refusals.clear();
    Arrays.fill(touched, 0);
  }

  public LogBatch batch() {
    return batch;
  }

  public Refusals refusals() {
    return refusals;
  }

  /// How often `what` happened since the last clear.
  public int count(Touched what) {
    return touched[what.ordinal()];
  }

  /// The times that are accepted.
  public TimeWindow window() {
    return window;
  }

  /// True when `timestampNs` is a time that is accepted.
  public boolean accepts(long timestampNs) {
    return timestampNs >= window.earliestNs() && timestampNs <= window.latestNs();
  }

  /// Begins a record whose time its sender chose; outside the window the time of arrival is taken
  /// and the sender's is kept as a field. For protocols that answer nobody.
  public void beginLenient(Labels stream, long sentNs, long arrivalNs) {
    if (accepts(sentNs)) {
      begin(stream, sentNs);
    } else {
      begin(stream, arrivalNs);
      field(SENT_AT_FIELD, Instant.EPOCH.plusNanos(sentNs).toString());
      touched[Touched.TIME_REPLACED.ordinal()]++;
    }
  }

  /// Begins a record.
  public void begin(Labels stream, long timestampNs) {
    batch.begin(stream, timestampNs);
    fields = 0;
    fieldsLeftOut = 0;
  }

  /// Adds a field; `name` must be a label name (see [LabelNames]). An empty value is left out.
  public void field(String name, byte[] from, int offset, int count) {
    if (count == 0) {
      return;
    }
    if (fields == FIELDS_MAX) {
      fieldsLeftOut++;
      return;
    }
    fields++;
    int kept = count;
    if (count > FIELD_BYTES_MAX) {
      kept = FIELD_BYTES_MAX;
      touched[Touched.FIELD_VALUE_CUT.ordinal()]++;
    }
    batch.field(name, from, offset, kept);
  }

  /// The same from text.
  public void field(String name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    field(name, utf8, 0, utf8.length);
  }

  /// Ends the record with its line, cutting it where it is too long. `isCut` says that it came in
  /// cut already.
  public void end(byte[] line, int offset, int count, boolean isCut) {
    int kept = Math.min(count, LogBatch.LINE_BYTES_MAX);
    if (isCut || kept < count) {
      batch.field(CUT_FIELD, isCut ? "true" : Integer.toString(count));
      touched[Touched.LINE_CUT.ordinal()]++;
    }
    if (fieldsLeftOut > 0) {
      batch.field(FIELDS_CUT_FIELD, Integer.toString(fieldsLeftOut));
      touched[Touched.FIELDS_CUT.ordinal()]++;
    }
    batch.end(line, offset, kept);
  }
}
