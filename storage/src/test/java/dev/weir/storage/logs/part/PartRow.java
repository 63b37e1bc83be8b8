package dev.weir.storage.logs.part;

import dev.weir.storage.model.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One row of a test's corpus.
record PartRow(Labels stream, long timestampNs, ByteBuffer line, Map<String, String> fields) {
  static PartRow of(Labels stream, long timestampNs, byte[] line, Map<String, String> fields) {
    return new PartRow(stream, timestampNs, ByteBuffer.wrap(line), fields);
  }

  static PartRow of(Labels stream, long timestampNs, String line) {
    return of(stream, timestampNs, line.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  byte[] bytes() {
    byte[] bytes = new byte[line.remaining()];
    line.duplicate().get(bytes);
    return bytes;
  }

  /// A cursor over `rows`, which must be in order.
  static RowCursor cursor(List<PartRow> rows) {
    return new ListCursor(rows);
  }

  /// Everything that is left in `cursor`.
  static List<PartRow> drain(RowCursor cursor) {
    var rows = new ArrayList<PartRow>();
    while (cursor.next()) {
      var fields = new TreeMap<String, String>();
      for (int i = 0; i < cursor.fields(); i++) {
        fields.put(
            cursor.fieldName(i),
            new String(
                cursor.bytes(),
                cursor.fieldOffset(i),
                cursor.fieldLength(i),
                StandardCharsets.ISO_8859_1));
      }
      byte[] line = new byte[cursor.lineLength()];
      System.arraycopy(cursor.bytes(), cursor.lineOffset(), line, 0, line.length);
      rows.add(of(cursor.stream(), cursor.timestampNs(), line, fields));
    }
    return rows;
  }

  private static final class ListCursor implements RowCursor {
    private final List<PartRow> rows;
    private int row = -1;
    private byte[] bytes = new byte[0];
    private int lineLength;
    private final List<String> names = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();

    ListCursor(List<PartRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean next() {
      if (++row >= rows.size()) {
        return false;
      }
      var all = new ByteArrayOutputStream();
      all.writeBytes(rows.get(row).bytes());
      lineLength = all.size();
      names.clear();
      offsets.clear();
      lengths.clear();
      rows.get(row)
          .fields()
          .forEach((name, value) -> {
            byte[] raw = value.getBytes(StandardCharsets.ISO_8859_1);
            names.add(name);
            offsets.add(all.size());
            lengths.add(raw.length);
            all.writeBytes(raw);
          });
      bytes = all.toByteArray();
      return true;
    }

    @Override
    public Labels stream() {
      return rows.get(row).stream();
    }

    @Override
    public long timestampNs() {
      return rows.get(row).timestampNs();
    }

    @Override
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public int lineOffset() {
      return 0;
    }

    @Override
    public int lineLength() {
      return lineLength;
    }

    @Override
    public int fields() {
      return names.size();
    }

    @Override
    public String fieldName(int index) {
      return names.get(index);
    }

    @Override
    public int fieldOffset(int index) {
      return offsets.get(index);
    }

    @Override
    public int fieldLength(int index) {
      return lengths.get(index);
    }
  }
}
