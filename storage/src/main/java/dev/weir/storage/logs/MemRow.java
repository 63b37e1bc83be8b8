package dev.weir.storage.logs;

import dev.weir.storage.bytes.ByteReader;
import java.util.Arrays;

/// One row of a memtable, read where it lies. Reused; one thread.
final class MemRow {
  private final RowArena arena;
  private final AppendList<String> names;
  private final ByteReader in = new ByteReader();
  private int lineOffset;
  private int lineLength;
  private int fields;
  private int[] fieldNames = new int[8];
  private int[] fieldOffsets = new int[8];
  private int[] fieldLengths = new int[8];

  MemRow(RowArena arena, AppendList<String> names) {
    this.arena = arena;
    this.names = names;
  }

  /// Goes to the row at `address`; its fields are not read yet.
  void loadLine(long address) {
    byte[] bytes = arena.bytes(address);
    int offset = RowArena.offset(address);
    in.reset(bytes, offset, bytes.length - offset);
    lineLength = in.length("line");
    lineOffset = in.position();
    fields = 0;
  }

  /// Reads the fields of the row that was loaded.
  void loadFields() {
    in.position(lineOffset + lineLength);
    fields = in.count("fields", Integer.MAX_VALUE);
    if (fields > fieldNames.length) {
      int size = Math.max(fields, fieldNames.length * 2);
      fieldNames = Arrays.copyOf(fieldNames, size);
      fieldOffsets = Arrays.copyOf(fieldOffsets, size);
      fieldLengths = Arrays.copyOf(fieldLengths, size);
    }
    for (int i = 0; i < fields; i++) {
      fieldNames[i] = in.count("field name", Integer.MAX_VALUE);
      fieldLengths[i] = in.length("field value");
      fieldOffsets[i] = in.position();
      in.skip(fieldLengths[i]);
    }
  }

  byte[] bytes() {
    return in.array();
  }

  int lineOffset() {
    return lineOffset;
  }

  int lineLength() {
    return lineLength;
  }

  int fields() {
    return fields;
  }

  String fieldName(int index) {
    return names.get(fieldNames[index]);
  }

  int fieldOffset(int index) {
    return fieldOffsets[index];
  }

  int fieldLength(int index) {
    return fieldLengths[index];
  }
}
