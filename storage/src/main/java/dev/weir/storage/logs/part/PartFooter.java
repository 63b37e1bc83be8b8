package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Tenant;
import java.util.ArrayList;
import java.util.List;

/// The tables at the end of a part's `lines` file: what streams there are and where their rows lie,
/// where the row groups lie, the times of the granules. Immutable once read or written.
///
/// Rows are numbered through the part. Stream `s` has rows `streamRow(s) .. streamRow(s + 1)`; row
/// group `g` has rows `groupRow(g) .. groupRow(g + 1)` and granules `groupGranule(g) ..
/// groupGranule(g + 1)`.
final class PartFooter {
  /// A stream and its rows, as they are collected and read.
  record Stream(Labels labels, long firstRow, long rows, long minNs, long maxNs, long bytes) {}

  /// A row group: its sections are indexed by [RowGroup]'s constants.
  record Group(long firstRow, int rows, int firstGranule, List<Section> sections) {}

  final Tenant tenant;
  final int granuleRows;
  final List<Stream> streams;
  final List<Group> groups;
  final long[] granuleMinNs;
  final long[] granuleMaxNs;
  final long indexSize;
  final int indexCrc;

  PartFooter(
      Tenant tenant,
      int granuleRows,
      List<Stream> streams,
      List<Group> groups,
      LongColumn granuleTimes,
      long indexSize,
      int indexCrc) {
    this.tenant = tenant;
    this.granuleRows = granuleRows;
    this.streams = streams;
    this.groups = groups;
    this.indexSize = indexSize;
    this.indexCrc = indexCrc;
    int granules = granuleTimes.length() / 2;
    granuleMinNs = new long[granules];
    granuleMaxNs = new long[granules];
    for (int i = 0; i < granules; i++) {
      granuleMinNs[i] = granuleTimes.get(2 * i);
      granuleMaxNs[i] = granuleTimes.get(2 * i + 1);
    }
  }

  long rows() {
    return groups.isEmpty() ? 0 : groups.getLast().firstRow() + groups.getLast().rows();
  }

  /// File offset after the last row group, when the first begins at `start`.
  long groupsEnd(long start) {
    if (groups.isEmpty()) {
      return start;
    }
    Section last = groups.getLast().sections().getLast();
    return last.offset() + last.storedSize();
  }

  int granules() {
    return granuleMinNs.length;
  }

  /// First row of `granule` within its group.
  int granuleStart(Group group, int granule) {
    return (granule - group.firstGranule()) * granuleRows;
  }

  /// The row after the last of `granule` within its group.
  int granuleEnd(Group group, int granule) {
    return Math.min(group.rows(), granuleStart(group, granule) + granuleRows);
  }

  PartSummary summary(long diskBytes) {
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    long bytes = 0;
    for (Stream stream : streams) {
      min = Math.min(min, stream.minNs());
      max = Math.max(max, stream.maxNs());
      bytes += stream.bytes();
    }
    return new PartSummary(tenant, rows(), streams.size(), min, max, bytes, diskBytes);
  }

  void write(ByteSink out) {
    out.putText(tenant.name());
    out.putUnsigned(granuleRows);
    out.putUnsigned(indexSize);
    out.putInt(indexCrc);
    out.putUnsigned(streams.size());
    for (Stream stream : streams) {
      writeStream(out, stream);
    }
    out.putUnsigned(groups.size());
    for (Group group : groups) {
      out.putUnsigned(group.rows());
      for (Section section : group.sections()) {
        out.putUnsigned(section.storedSize());
        out.putUnsigned(section.plainSize());
      }
    }
    long last = 0;
    for (int i = 0; i < granules(); i++) {
      out.putSigned(granuleMinNs[i] - last);
      out.putUnsigned(granuleMaxNs[i] - granuleMinNs[i]);
      last = granuleMinNs[i];
    }
  }

  private static void writeStream(ByteSink out, Stream stream) {
    Labels labels = stream.labels();
    out.putUnsigned(labels.count());
    for (int i = 0; i < labels.count(); i++) {
      out.putText(labels.name(i));
      out.putText(labels.value(i));
    }
    out.putUnsigned(stream.rows());
    out.putSigned(stream.minNs());
    out.putUnsigned(stream.maxNs() - stream.minNs());
    out.putUnsigned(stream.bytes());
  }

  /// Reads what [#write] wrote; the row groups begin at `groupsOffset` of the file.
  static PartFooter read(byte[] bytes, long groupsOffset) {
    var in = new ByteReader(bytes, 0, bytes.length);
    String name = in.text("tenant");
    if (!Tenant.isValid(name)) {
      throw new CorruptDataException("no tenant name: " + name);
    }
    int granuleRows = in.count("granule rows", RowGroup.ROWS_MAX);
    if (granuleRows == 0) {
      throw new CorruptDataException("granules without rows");
    }
    long indexSize = in.unsigned();
    int indexCrc = in.fixedInt();
    List<Stream> streams = readStreams(in);
    List<Group> groups = readGroups(in, granuleRows, groupsOffset);
    int granules = granulesBefore(groups, granuleRows);
    var footer =
        new PartFooter(
            new Tenant(name),
            granuleRows,
            streams,
            groups,
            readTimes(in, granules),
            indexSize,
            indexCrc);
    long streamRows =
        streams.isEmpty() ? 0 : streams.getLast().firstRow() + streams.getLast().rows();
    if (in.remaining() != 0 || streamRows != footer.rows()) {
      throw new CorruptDataException(
          "tables do not agree: " + streamRows + " rows of streams, " + footer.rows() + " in all");
    }
    return footer;
  }

  private static List<Stream> readStreams(ByteReader in) {
    int count = in.count("streams", in.remaining());
    var streams = new ArrayList<Stream>(count);
    long row = 0;
    for (int i = 0; i < count; i++) {
      var labels = new LabelsBuilder();
      int labelCount = in.count("labels", in.remaining());
      for (int k = 0; k < labelCount; k++) {
        String name = in.text("label name");
        if (name.isEmpty()) {
          throw new CorruptDataException("empty label name");
        }
        labels.set(name, in.text("label value"));
      }
      long rows = in.count("rows", Integer.MAX_VALUE);
      long min = in.signed();
      long max = min + in.unsigned();
      streams.add(new Stream(labels.build(), row, rows, min, max, in.unsigned()));
      row += rows;
    }
    return streams;
  }

  private static List<Group> readGroups(ByteReader in, int granuleRows, long groupsOffset) {
    int count = in.count("row groups", in.remaining());
    var groups = new ArrayList<Group>(count);
    long offset = groupsOffset;
    long row = 0;
    int granule = 0;
    for (int i = 0; i < count; i++) {
      int rows = in.count("rows", RowGroup.ROWS_MAX);
      var sections = new ArrayList<Section>(RowGroup.SECTIONS);
      for (int s = 0; s < RowGroup.SECTIONS; s++) {
        int stored = in.count("stored size", Integer.MAX_VALUE);
        sections.add(new Section(offset, stored, in.count("size", Section.PLAIN_SIZE_MAX)));
        offset += stored;
      }
      groups.add(new Group(row, rows, granule, sections));
      row += rows;
      granule += (rows + granuleRows - 1) / granuleRows;
    }
    return groups;
  }

  private static int granulesBefore(List<Group> groups, int granuleRows) {
    if (groups.isEmpty()) {
      return 0;
    }
    Group last = groups.getLast();
    return last.firstGranule() + (last.rows() + granuleRows - 1) / granuleRows;
  }

  private static LongColumn readTimes(ByteReader in, int granules) {
    if (granules > in.remaining() / 2) {
      throw new CorruptDataException("granules without times: " + granules);
    }
    var times = new LongColumn(2 * granules);
    long last = 0;
    for (int i = 0; i < granules; i++) {
      last += in.signed();
      times.add(last);
      times.add(last + in.unsigned());
    }
    return times;
  }
}
