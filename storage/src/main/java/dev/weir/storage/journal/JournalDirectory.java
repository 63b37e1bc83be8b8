package dev.weir.storage.journal;

import dev.weir.storage.io.Files;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The segments of a journal directory, oldest first, with their headers read and put in order.
/// Reads only.
final class JournalDirectory {
  /// The id that stands for "whichever store" (verification of a directory by itself).
  static final UUID ANY_STORE = new UUID(0, 0);

  private final Files files;
  private final Path directory;
  private final UUID storeId;
  private final SegmentReader.OnDamage onDamage;
  private final List<Segment> segments = new ArrayList<>();
  private @Nullable Path unfinished;

  private JournalDirectory(
      Files files, Path directory, UUID storeId, SegmentReader.OnDamage onDamage) {
    this.files = files;
    this.directory = directory;
    this.storeId = storeId;
    this.onDamage = onDamage;
  }

  /// Reads the headers of all segments in `directory`. Throws when one belongs to another store or
  /// to a newer version; damage goes to `onDamage`.
  static JournalDirectory load(
      Files files, Path directory, UUID storeId, SegmentReader.OnDamage onDamage)
      throws IOException {
    var loaded = new JournalDirectory(files, directory, storeId, onDamage);
    List<Path> names = files.list(directory).stream().filter(Segment::isSegment).toList();
    for (int i = 0; i < names.size(); i++) {
      loaded.load(names.get(i), i == names.size() - 1);
    }
    loaded.checkOrder();
    return loaded;
  }

  List<Segment> segments() {
    return segments;
  }

  /// A file whose header was never forced, left by a crash while a segment was being created: it
  /// holds no records and may be deleted.
  @Nullable Path unfinished() {
    return unfinished;
  }

  private void load(Path name, boolean isLast) throws IOException {
    Path path = directory.resolve(name);
    long start = Segment.startOf(name);
    byte[] bytes = new byte[SegmentHeader.SIZE_BYTES];
    boolean holdsData;
    try (Files.Handle file = files.openForReading(path)) {
      bytes = Arrays.copyOf(bytes, file.read(ByteBuffer.wrap(bytes), 0));
      holdsData = holdsData(file);
    }
    if (SegmentHeader.isNewer(bytes)) {
      throw new IOException(path + " was written by a newer version of Weir");
    }
    SegmentHeader header = SegmentHeader.decode(bytes);
    if (header == null && isLast && !holdsData) {
      unfinished = path;
      return;
    }
    if (header == null || header.start() != start) {
      header = new SegmentHeader(storeId, start, SegmentHeader.UNKNOWN, 0);
      onDamage.damaged(
          new Segment(path, header),
          start - SegmentHeader.SIZE_BYTES,
          start,
          "segment header does not fit its checksum or the file's name");
    }
    if (!storeId.equals(ANY_STORE) && !header.storeId().equals(storeId)) {
      throw new IOException(path + " belongs to another store: " + header.storeId());
    }
    segments.add(new Segment(path, header));
  }

  /// Whether anything but zeros follows the header. The header is forced before the first record is
  /// written, so a file with records and without a header is damaged, not unfinished.
  private static boolean holdsData(Files.Handle file) throws IOException {
    var piece = ByteBuffer.allocate(64 << 10);
    long at = SegmentHeader.SIZE_BYTES;
    int count = file.read(piece, at);
    while (count > 0) {
      for (int i = 0; i < count; i++) {
        if (piece.get(i) != 0) {
          return true;
        }
      }
      at += count;
      count = file.read(piece.clear(), at);
    }
    return false;
  }

  private void checkOrder() throws IOException {
    for (int i = 1; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      SegmentHeader header = segment.header();
      long earlierStart = segments.get(i - 1).start();
      if (header.previousEnd() != SegmentHeader.UNKNOWN
          && (header.previousEnd() < earlierStart || header.previousEnd() > header.start())) {
        onDamage.damaged(
            segment,
            header.start(),
            header.start(),
            "the segment before ends at "
                + header.previousEnd()
                + " and begins at "
                + earlierStart);
      }
    }
  }

  /// A reader of segment `index`. The last one is read to `lastEnd`, or, when that is
  /// [SegmentHeader#UNKNOWN], to wherever its records end, as is one whose successor lost its
  /// header.
  static SegmentReader reader(
      Files files, List<Segment> segments, int index, long lastEnd, SegmentReader.OnDamage onDamage)
      throws IOException {
    boolean isLast = index == segments.size() - 1;
    long end = isLast ? lastEnd : segments.get(index + 1).header().previousEnd();
    return end == SegmentHeader.UNKNOWN
        ? SegmentReader.ofTail(files, segments.get(index), onDamage)
        : SegmentReader.ofWhole(files, segments.get(index), end, onDamage);
  }
}
