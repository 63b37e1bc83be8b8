package dev.weir.storage.logs;

import dev.weir.storage.logs.part.RowCursor;
import dev.weir.storage.model.Labels;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Rows of several cursors as one: by stream, time, then the cursors' own order, which is that of
/// arrival. A binary heap of cursors; a run of rows from one cursor costs two comparisons each.
final class MergingCursor implements RowCursor {
  /// Thrown out of [#next()] when the merge is not wanted any more.
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
      super("merge abandoned: the store is closing", null, false, false);
    }
  }

  private static final int CHECK_EVERY_ROWS = 1024;

  private static final class Source {
    final RowCursor cursor;
    final int rank;
    Labels stream = Labels.EMPTY;
    Labels ownStream = Labels.EMPTY;
    long timestampNs;

    Source(RowCursor cursor, int rank) {
      this.cursor = cursor;
      this.rank = rank;
    }

    @SuppressWarnings("ReferenceEquality") // the same instance while the stream stays the same
    boolean next() {
      if (!cursor.next()) {
        return false;
      }
      Labels now = cursor.stream();
      if (now != ownStream) {
        ownStream = now;
        stream = now;
      }
      timestampNs = cursor.timestampNs();
      return true;
    }
  }

  private final BooleanSupplier isAbandoned;
  private final Source[] heap;
  private int size;
  private boolean started;
  private int untilCheck = CHECK_EVERY_ROWS;
  private Source top;
  private Labels stream = Labels.EMPTY;

  /// `cursors` in order of arrival.
  MergingCursor(List<? extends RowCursor> cursors, BooleanSupplier isAbandoned) {
    this.isAbandoned = isAbandoned;
    heap = new Source[cursors.size()];
    for (int i = 0; i < heap.length; i++) {
      heap[i] = new Source(cursors.get(i), i);
    }
    top = heap[0];
  }

  @Override
  public boolean next() {
    if (--untilCheck == 0) {
      untilCheck = CHECK_EVERY_ROWS;
      if (isAbandoned.getAsBoolean()) {
        throw new Abandoned();
      }
    }
    if (!started) {
      start();
    } else if (size > 0) {
      if (!top.next()) {
        heap[0] = heap[--size];
      }
      siftDown(0);
    }
    if (size == 0) {
      return false;
    }
    top = heap[0];
    if (!top.stream.equals(stream)) {
      stream = top.stream;
    }
    return true;
  }

  private void start() {
    started = true;
    for (Source source : heap.clone()) {
      if (source.next()) {
        heap[size++] = source;
      }
    }
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  private void siftDown(int start) {
    int at = start;
    Source moved = heap[at];
    for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (!isBefore(heap[child], moved)) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = moved;
  }

  @SuppressWarnings("ReferenceEquality") // equal ones become the same at their first comparison
  private static boolean isBefore(Source a, Source b) {
    if (a.stream != b.stream) {
      int order = a.stream.compareTo(b.stream);
      if (order != 0) {
        return order < 0;
      }
      b.stream = a.stream; // from now on the same instance, compared at no cost
    }
    return a.timestampNs != b.timestampNs ? a.timestampNs < b.timestampNs : a.rank < b.rank;
  }

  @Override
  public Labels stream() {
    return stream;
  }

  @Override
  public long timestampNs() {
    return top.timestampNs;
  }

  @Override
  public byte[] bytes() {
    return top.cursor.bytes();
  }

  @Override
  public int lineOffset() {
    return top.cursor.lineOffset();
  }

  @Override
  public int lineLength() {
    return top.cursor.lineLength();
  }

  @Override
  public int fields() {
    return top.cursor.fields();
  }

  @Override
  public String fieldName(int index) {
    return top.cursor.fieldName(index);
  }

  @Override
  public int fieldOffset(int index) {
    return top.cursor.fieldOffset(index);
  }

  @Override
  public int fieldLength(int index) {
    return top.cursor.fieldLength(index);
  }
}
