package dev.weir.storage.logs.part;

import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Rows without fields, kept compactly: add any number, [#sort()], read as often as wanted after
/// [#rewind()].
final class ArrayCursor implements RowCursor {
  private final List<Labels> streams = new ArrayList<>();
  private byte[] bytes = new byte[1 << 20];
  private int length;
  private int[] streamOf = new int[1024];
  private long[] times = new long[1024];
  private int[] starts = new int[1024];
  private int[] ends = new int[1024];
  private int rows;
  private Integer[] order = new Integer[0];
  private int at = -1;

  int stream(Labels labels) {
    streams.add(labels);
    return streams.size() - 1;
  }

  void add(int stream, long timestampNs, byte[] line, int offset, int count) {
    if (rows == times.length) {
      streamOf = Arrays.copyOf(streamOf, rows * 2);
      times = Arrays.copyOf(times, rows * 2);
      starts = Arrays.copyOf(starts, rows * 2);
      ends = Arrays.copyOf(ends, rows * 2);
    }
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
    }
    System.arraycopy(line, offset, bytes, length, count);
    streamOf[rows] = stream;
    times[rows] = timestampNs;
    starts[rows] = length;
    length += count;
    ends[rows++] = length;
  }

  ArrayCursor sort() {
    Integer[] byLabels = new Integer[streams.size()];
    Arrays.setAll(byLabels, i -> i);
    Arrays.sort(byLabels, Comparator.comparing(streams::get));
    int[] rank = new int[byLabels.length];
    for (int i = 0; i < rank.length; i++) {
      rank[byLabels[i]] = i;
    }
    order = new Integer[rows];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        Comparator.comparingInt((Integer i) -> rank[streamOf[i]]).thenComparingLong(i -> times[i]));
    return rewind();
  }

  ArrayCursor rewind() {
    at = -1;
    return this;
  }

  int rows() {
    return rows;
  }

  long lineBytes() {
    return length;
  }

  @Override
  public boolean next() {
    return ++at < rows;
  }

  private int row() {
    return order[at];
  }

  @Override
  public Labels stream() {
    return streams.get(streamOf[row()]);
  }

  @Override
  public long timestampNs() {
    return times[row()];
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int lineOffset() {
    return starts[row()];
  }

  @Override
  public int lineLength() {
    return ends[row()] - starts[row()];
  }

  @Override
  public int fields() {
    return 0;
  }

  @Override
  public String fieldName(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  @Override
  public int fieldOffset(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  @Override
  public int fieldLength(int index) {
    throw new IndexOutOfBoundsException(index);
  }
}
