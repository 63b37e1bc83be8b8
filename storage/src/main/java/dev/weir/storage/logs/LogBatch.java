package dev.weir.storage.logs;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.VarInt;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.LogRecord;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Log records of one tenant on their way in, already in the form that the journal keeps
/// (`storage/docs/format/logs-record.md`): written once by a decoder, appended to the journal as it
/// is, read by the store that applies it.
///
/// Writing: [#begin], any number of [#field], [#end] for each record. Reading: [#reader()]. Streams
/// and field names are written at first use and are numbers from then on, so a batch needs nothing
/// but itself. Reused after [#clear]; one thread at a time.
public final class LogBatch {
  /// Longest line, in bytes: decoders cut what is longer.
  public static final int LINE_BYTES_MAX = 256 * 1024;

  static final byte VERSION = 1;
  private static final int COUNT_BYTES = 4;

  private Tenant tenant = Tenant.DEFAULT;
  private byte[] bytes = new byte[1 << 16];
  private int length;
  private int countAt;
  private int records;
  private long lineBytes;
  private long lastNs;
  private final Map<Labels, Integer> streams = new HashMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  public LogBatch() {
    clear(Tenant.DEFAULT);
  }

  /// Forgets everything; records from now on are `tenant`'s.
  public LogBatch clear(Tenant tenant) {
    this.tenant = tenant;
    streams.clear();
    names.clear();
    records = 0;
    lineBytes = 0;
    lastNs = 0;
    byte[] name = tenant.name().getBytes(StandardCharsets.UTF_8);
    bytes[0] = VERSION;
    length = VarInt.putUnsigned(bytes, 1, name.length);
    System.arraycopy(name, 0, bytes, length, name.length);
    length += name.length;
    countAt = length;
    length += COUNT_BYTES;
    return this;
  }

  /// Gives memory beyond `keptBytes` back.
  public void shrink(int keptBytes) {
    if (bytes.length > keptBytes) {
      bytes = new byte[Math.max(keptBytes, 1 << 16)];
      clear(tenant);
    }
  }

  /// Begins a record of `stream`.
  public void begin(Labels stream, long timestampNs) {
    Integer known = streams.get(stream);
    if (known != null) {
      putUnsigned(known);
    } else {
      putUnsigned(streams.size());
      streams.put(stream, streams.size());
      putUnsigned(stream.count());
      for (int i = 0; i < stream.count(); i++) {
        putText(stream.name(i));
        putText(stream.value(i));
      }
    }
    reserve(VarInt.MAX_BYTES);
    length = VarInt.putSigned(bytes, length, timestampNs - lastNs);
    lastNs = timestampNs;
  }

  /// Adds a field to the record that was begun. Later fields of the same name win when read.
  public void field(String name, byte[] from, int offset, int count) {
    putName(name);
    putBytes(from, offset, count);
  }

  /// The same from text.
  public void field(String name, String value) {
    putName(name);
    putText(value);
  }

  /// Ends the record with its line, at most [#LINE_BYTES_MAX] bytes.
  public void end(byte[] line, int offset, int count) {
    if (count > LINE_BYTES_MAX) {
      throw new IllegalArgumentException("line too long: " + count);
    }
    putUnsigned(0);
    putBytes(line, offset, count);
    lineBytes += count;
    records++;
  }

  /// Adds a record from inside the process; its line is cut at [#LINE_BYTES_MAX].
  public void add(LogRecord record) {
    begin(record.stream(), record.timestampNs());
    for (int i = 0; i < record.fields().count(); i++) {
      field(record.fields().name(i), record.fields().value(i));
    }
    byte[] line = record.line().getBytes(StandardCharsets.UTF_8);
    end(line, 0, Math.min(line.length, LINE_BYTES_MAX));
  }

  public Tenant tenant() {
    return tenant;
  }

  /// Number of records.
  public int records() {
    return records;
  }

  /// Bytes of their lines.
  public long lineBytes() {
    return lineBytes;
  }

  /// Bytes of the encoded batch.
  public int sizeBytes() {
    return length;
  }

  /// The encoded batch: a view, valid until the next change.
  public ByteBuffer payload() {
    bytes[countAt] = (byte) records;
    bytes[countAt + 1] = (byte) (records >>> 8);
    bytes[countAt + 2] = (byte) (records >>> 16);
    bytes[countAt + 3] = (byte) (records >>> 24);
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /// Takes over a copy of an encoded batch, for reading. Throws [CorruptDataException] when the
  /// head is not one; records are checked as they are read.
  public LogBatch load(ByteBuffer payload) {
    int size = payload.remaining();
    if (size > bytes.length) {
      bytes = new byte[size];
    }
    payload.duplicate().get(bytes, 0, size);
    var reader = new ByteReader(bytes, 0, size);
    int version = reader.unsignedByte();
    if (version != VERSION) {
      throw new CorruptDataException("unknown version of a log batch: " + version);
    }
    String name = reader.text("tenant");
    if (!Tenant.isValid(name)) {
      throw new CorruptDataException("no tenant name: " + name);
    }
    tenant = name.equals(Tenant.DEFAULT.name()) ? Tenant.DEFAULT : new Tenant(name);
    countAt = reader.position();
    records = reader.fixedInt();
    if (records < 0) {
      throw new CorruptDataException("negative record count: " + records);
    }
    length = size;
    streams.clear();
    names.clear();
    lineBytes = 0;
    return this;
  }

  /// A reader that stands before the first record.
  public Reader reader() {
    payload();
    return new Reader(this);
  }

  private void putName(String name) {
    Integer known = names.get(name);
    if (known != null) {
      putUnsigned(known + 1L);
    } else {
      names.put(name, names.size());
      putUnsigned(names.size());
      putText(name);
    }
  }

  private void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putBytes(utf8, 0, utf8.length);
  }

  private void putBytes(byte[] from, int offset, int count) {
    reserve(VarInt.MAX_BYTES + count);
    length = VarInt.putUnsigned(bytes, length, count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  private void putUnsigned(long value) {
    reserve(VarInt.MAX_BYTES);
    length = VarInt.putUnsigned(bytes, length, value);
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
  }

  /// Reads a batch record by record. Damage throws [CorruptDataException].
  public static final class Reader {
    private final ByteReader in;
    private final int records;
    private final List<Labels> streams = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private int read;
    private int stream;
    private long timestampNs;
    private String[] fieldNames = new String[8];
    private int[] fieldNumbers = new int[8];
    private int[] fieldOffsets = new int[8];
    private int[] fieldLengths = new int[8];
    private int fields;
    private int lineOffset;
    private int lineLength;

    private Reader(LogBatch batch) {
      int head = batch.countAt + COUNT_BYTES;
      in = new ByteReader(batch.bytes, head, batch.length - head);
      records = batch.records;
    }

    /// Goes to the next record; false after the last.
    public boolean next() {
      if (read == records) {
        if (in.remaining() != 0) {
          throw new CorruptDataException("bytes after the last record: " + in.remaining());
        }
        return false;
      }
      read++;
      stream = in.count("stream", streams.size());
      if (stream == streams.size()) {
        streams.add(readLabels());
      }
      timestampNs += in.signed();
      readFields();
      lineLength = in.length("line");
      lineOffset = in.position();
      in.skip(lineLength);
      return true;
    }

    private Labels readLabels() {
      var labels = new LabelsBuilder();
      int count = in.count("labels", in.remaining() / 2);
      for (int i = 0; i < count; i++) {
        String name = in.text("label name");
        if (name.isEmpty()) {
          throw new CorruptDataException("empty label name");
        }
        labels.set(name, in.text("label value"));
      }
      return labels.build();
    }

    private void readFields() {
      fields = 0;
      for (int name = in.count("field", names.size() + 1);
          name != 0;
          name = in.count("field", names.size() + 1)) {
        if (name == names.size() + 1) {
          names.add(in.text("field name"));
        }
        if (fields == fieldNames.length) {
          fieldNames = Arrays.copyOf(fieldNames, fields * 2);
          fieldNumbers = Arrays.copyOf(fieldNumbers, fields * 2);
          fieldOffsets = Arrays.copyOf(fieldOffsets, fields * 2);
          fieldLengths = Arrays.copyOf(fieldLengths, fields * 2);
        }
        fieldNames[fields] = names.get(name - 1);
        fieldNumbers[fields] = name - 1;
        fieldLengths[fields] = in.length("field value");
        fieldOffsets[fields] = in.position();
        in.skip(fieldLengths[fields++]);
      }
    }

    /// Number of the record's stream, in order of first use in this batch.
    public int streamIndex() {
      return stream;
    }

    public Labels stream() {
      return streams.get(stream);
    }

    /// Epoch nanoseconds.
    public long timestampNs() {
      return timestampNs;
    }

    /// The bytes that offsets refer to.
    public byte[] bytes() {
      return in.array();
    }

    public int lineOffset() {
      return lineOffset;
    }

    public int lineLength() {
      return lineLength;
    }

    public int fields() {
      return fields;
    }

    public String fieldName(int index) {
      return fieldNames[index];
    }

    /// Number of the field's name, in order of first use in this batch.
    public int fieldNameIndex(int index) {
      return fieldNumbers[index];
    }

    public int fieldOffset(int index) {
      return fieldOffsets[index];
    }

    public int fieldLength(int index) {
      return fieldLengths[index];
    }

    /// The record's line as text, for tests and events.
    public String line() {
      return new String(in.array(), lineOffset, lineLength, StandardCharsets.UTF_8);
    }

    /// A field's value as text.
    public String fieldValue(int index) {
      return new String(
          in.array(), fieldOffsets[index], fieldLengths[index], StandardCharsets.UTF_8);
    }
  }
}
