package dev.weir.storage.journal;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// One segment file: where it is and what its header says.
record Segment(Path path, SegmentHeader header) {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.journal");

  /// True for a file name that a segment can have.
  static boolean isSegment(Path name) {
    return NAME.matcher(name.toString()).matches();
  }

  /// The name of the segment that begins at `start`.
  static String name(long start) {
    return "%016x.journal".formatted(start);
  }

  /// The start position that a segment's file name states.
  static long startOf(Path name) {
    return Long.parseUnsignedLong(name.toString().substring(0, 16), 16);
  }

  long start() {
    return header.start();
  }

  /// Where in the file the record at `position` begins.
  long offset(long position) {
    return position - header.start() + SegmentHeader.SIZE_BYTES;
  }
}
