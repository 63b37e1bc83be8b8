package dev.weir.storage.logs;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.logs.part.RowCursor;
import dev.weir.storage.model.Labels;

/// A part's rows; damage found on the way says which part it is in.
final class CheckedCursor implements RowCursor {
  private final Part part;
  private final RowCursor rows;

  CheckedCursor(Part part, RowCursor rows) {
    this.part = part;
    this.rows = rows;
  }

  @Override
  public boolean next() {
    try {
      return rows.next();
    } catch (CorruptDataException e) {
      throw new DamagedPartException(part, e);
    }
  }

  @Override
  public Labels stream() {
    return rows.stream();
  }

  @Override
  public long timestampNs() {
    return rows.timestampNs();
  }

  @Override
  public byte[] bytes() {
    return rows.bytes();
  }

  @Override
  public int lineOffset() {
    return rows.lineOffset();
  }

  @Override
  public int lineLength() {
    return rows.lineLength();
  }

  @Override
  public int fields() {
    return rows.fields();
  }

  @Override
  public String fieldName(int index) {
    return rows.fieldName(index);
  }

  @Override
  public int fieldOffset(int index) {
    return rows.fieldOffset(index);
  }

  @Override
  public int fieldLength(int index) {
    return rows.fieldLength(index);
  }
}
