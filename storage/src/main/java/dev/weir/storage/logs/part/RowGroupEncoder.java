package dev.weir.storage.logs.part;

import java.util.ArrayList;
import java.util.List;

/// Turns a [RowGroup] into the sections of its file. Reused. One thread.
final class RowGroupEncoder {
  private static final int LEVEL = 1;

  private final ByteSink[] plain = new ByteSink[RowGroup.SECTIONS];

  RowGroupEncoder() {
    for (int i = 0; i < plain.length; i++) {
      plain[i] = new ByteSink(1 << 12);
    }
  }

  /// Appends the sections to `out`, whose first byte will be at `offset` of the file.
  List<Section> encode(RowGroup group, ByteSink out, long offset) {
    for (ByteSink section : plain) {
      section.clear();
    }
    times(group, plain[RowGroup.TIMES]);
    for (int row = 0; row < group.rows(); row++) {
      plain[RowGroup.SHAPES].putUnsigned(group.lineEnd(row) - group.lineStart(row));
    }
    plain[RowGroup.TEXT].putBytes(group.text.array(), 0, group.text.length());
    fields(group, plain[RowGroup.FIELDS]);
    var sections = new ArrayList<Section>(RowGroup.SECTIONS);
    int base = out.length();
    for (ByteSink section : plain) {
      sections.add(Section.write(section, LEVEL, out, offset + (out.length() - base)));
    }
    return sections;
  }

  private static void times(RowGroup group, ByteSink out) {
    long last = 0;
    for (int row = 0; row < group.rows(); row++) {
      out.putSigned(group.times.get(row) - last);
      last = group.times.get(row);
    }
  }

  private static void fields(RowGroup group, ByteSink out) {
    out.putUnsigned(group.fields.size());
    for (RowGroup.Field field : group.fields) {
      out.putText(field.name);
      out.putUnsigned(field.length);
      int last = -1;
      for (int i = 0; i < field.length; i++) {
        out.putUnsigned(field.rows[i] - last - 1);
        last = field.rows[i];
        out.putUnsigned(field.ends[i] - field.starts[i]);
        out.putBytes(group.fieldText.array(), field.starts[i], field.ends[i] - field.starts[i]);
      }
    }
  }
}
