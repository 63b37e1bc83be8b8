package dev.weir.storage.journal;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal as a directory of segment files, each named by the position of its first record.
/// Format: `storage/docs/format/journal.md`.
///
/// What holds at every moment, whatever fails:
///
/// - A segment receives records only after its header and its directory entry were forced, and only
///   when the segment before it is forced or given up. So only the newest segment can be torn.
/// - A segment whose force failed is never forced again: the kernel may have dropped its pages and
///   called them clean. Its successor's header says where its durable records end, and the rest
///   never replays.
/// - Positions that were handed out are never handed out again, not even after a crash that lost
///   the records: an unclean start leaves out more positions than a crash can lose. Blocks and
///   checkpoints that name a lost position therefore never swallow a later record.
///
/// Every start begins a new segment, with its first append. One thread appends, forces, truncates
/// and closes; an append copies the payload once, into a direct buffer, and writes it. Collecting
/// small records before the write was measured and left out: see `RATIONALE.md`.
public final class SegmentedLog implements IngestLog {
  private static final Logger log = LoggerFactory.getLogger(SegmentedLog.class);

  /// Positions left out after an unclean stop: more than one segment and one record.
  private static final long LOST_POSITIONS = 256L << 20;

  private static final int BUFFER_BYTES = 256 << 10;

  private final Files files;
  private final Path directory;
  private final UUID storeId;
  private final Clock clock;
  private final JournalSettings settings;
  private final JournalMetrics metrics;
  private final List<Segment> segments;
  private final RecordFrame frame = new RecordFrame();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

  private Files.@Nullable Handle current; // null: the next append begins a segment
  private Segment currentSegment; // of `current`; meaningless without
  private long
      lastEnd; // where the intact records of the newest segment end, while `current` is null
  private boolean appended;
  private boolean closed;
  private boolean appendFailed;
  private boolean forceFailed; // and no segment was begun since
  private boolean cutUnforced; // a failed record was cut off, and that is not durable yet
  private volatile long durable;
  private volatile long end;
  private volatile boolean healthy = true;
  private volatile int segmentCount;

  private SegmentedLog(
      Files files,
      Path directory,
      UUID storeId,
      Clock clock,
      JournalSettings settings,
      JournalMetrics metrics,
      List<Segment> segments) {
    this.files = files;
    this.directory = directory;
    this.storeId = storeId;
    this.clock = clock;
    this.settings = settings;
    this.metrics = metrics;
    this.segments = segments;
    this.segmentCount = segments.size();
    this.currentSegment =
        new Segment(directory, new SegmentHeader(storeId, 0, SegmentHeader.UNKNOWN, 0));
  }

  /// Opens the journal in `directory`, creating it if need be: cuts a torn tail and makes the rest
  /// durable. Throws [JournalDamagedException] when acknowledged records are damaged in the newest
  /// segment (older ones are read by [#replay]) and repair was not asked for.
  public static SegmentedLog open(
      Files files,
      Path directory,
      UUID storeId,
      Clock clock,
      MetricRegistry registry,
      JournalSettings settings)
      throws IOException {
    files.createDirectories(directory);
    var metrics = new JournalMetrics(registry, settings.name());
    SegmentReader.OnDamage onDamage = onDamage(settings, metrics);
    JournalDirectory found = JournalDirectory.load(files, directory, storeId, onDamage);
    Path unfinished = found.unfinished();
    if (unfinished != null) {
      files.delete(unfinished);
      files.forceDirectory(directory);
      log.info("journal_unfinished_segment_deleted file={}", unfinished);
    }
    var opened =
        new SegmentedLog(
            files, directory, storeId, clock, settings, metrics, new ArrayList<>(found.segments()));
    opened.findEnd(onDamage);
    metrics.registerGauges(registry, settings.name(), opened);
    return opened;
  }

  private static SegmentReader.OnDamage onDamage(JournalSettings settings, JournalMetrics metrics) {
    return (segment, position, resumedAt, problem) -> {
      if (!settings.repair()) {
        throw new JournalDamagedException(segment.path(), segment.offset(position), problem);
      }
      metrics.damagedBytes.add(resumedAt - position);
      log.error(
          "journal_damage_left_out file={} offset={} bytes={} problem=\"{}\"",
          segment.path(),
          segment.offset(position),
          resumedAt - position,
          problem);
    };
  }

  private void findEnd(SegmentReader.OnDamage onDamage) throws IOException {
    long start = 0;
    if (!segments.isEmpty()) {
      Segment last = segments.getLast();
      boolean clean = false;
      long torn;
      long forcedEnd;
      try (SegmentReader reader = SegmentReader.ofTail(files, last, onDamage)) {
        while (reader.next()) {
          clean = reader.kind() == RecordFrame.CLOSE;
        }
        lastEnd = reader.end();
        torn = reader.tornBytes();
        forcedEnd = reader.forcedEnd();
      }
      if (!clean) {
        settle(last, forcedEnd, torn);
      }
      start = clean ? lastEnd : lastEnd + LOST_POSITIONS;
    }
    end = Math.max(start, settings.floorPosition());
    durable = end;
    if (segments.isEmpty() && end > 0) {
      log.warn("journal_begins_anew directory={} position={}", directory, end);
    }
  }

  /// Cuts the newest segment after its last record and makes what is before durable: a killed
  /// process leaves bytes that only the kernel's memory holds, and they will now be built upon.
  /// Those not known to have been forced are written again. Forcing alone would not do: had their
  /// force failed in the life before, the kernel would still show them, take them for clean, and
  /// forget them with the next power cut.
  private void settle(Segment last, long forcedEnd, long torn) throws IOException {
    if (torn > 0) {
      metrics.tornBytes.add(torn);
      log.warn(
          "journal_torn_tail_cut file={} offset={} bytes={}",
          last.path(),
          last.offset(lastEnd),
          torn);
    }
    try (Files.Handle file = files.open(last.path())) {
      file.truncate(last.offset(lastEnd));
      for (long at = forcedEnd; at < lastEnd; at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(BUFFER_BYTES, lastEnd - at));
        if (file.read(buffer, last.offset(at)) < buffer.limit()) {
          throw new IOException(last.path() + " became shorter while it was read");
        }
        file.write(buffer.flip(), last.offset(at));
      }
      file.force();
    }
  }

  @Override
  public void replay(long position, Visitor visitor) throws IOException {
    if (appended) {
      throw new IllegalStateException("replay after the first append");
    }
    SegmentReader.OnDamage onDamage = onDamage(settings, metrics);
    checkBeginning(position, onDamage);
    for (int i = 0; i < segments.size(); i++) {
      try (SegmentReader reader = JournalDirectory.reader(files, segments, i, lastEnd, onDamage)) {
        reader.seek(position);
        while (reader.next()) {
          visit(segments.get(i), reader, visitor, onDamage);
        }
      }
    }
  }

  /// The oldest segment must reach back to where replay begins.
  private void checkBeginning(long position, SegmentReader.OnDamage onDamage) throws IOException {
    if (!segments.isEmpty() && segments.getFirst().header().previousEnd() > position) {
      Segment first = segments.getFirst();
      long from = first.header().previousEnd();
      onDamage.damaged(
          new Segment(directory, first.header()),
          first.start() - SegmentHeader.SIZE_BYTES,
          first.start() - SegmentHeader.SIZE_BYTES + from - position,
          "files are missing: the oldest record is at " + from + ", replay begins at " + position);
    }
  }

  private void visit(
      Segment segment, SegmentReader reader, Visitor visitor, SegmentReader.OnDamage onDamage)
      throws IOException {
    byte code = reader.kind();
    if (code == RecordFrame.CLOSE) {
      return;
    }
    try {
      RecordKind kind;
      try {
        kind = RecordKind.of(code);
      } catch (IllegalArgumentException e) {
        throw new CorruptDataException(e.getMessage() + ", written by a newer version of Weir", e);
      }
      visitor.record(reader.position(), reader.end(), kind, reader.payload());
      metrics.replayedRecords.increment();
    } catch (CorruptDataException e) {
      onDamage.damaged(segment, reader.position(), reader.end(), "" + e.getMessage());
    }
  }

  @Override
  public long append(RecordKind kind, ByteBuffer payload) throws IOException {
    if (payload.remaining() > RecordFrame.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "record too long: "
              + payload.remaining()
              + " bytes, limit "
              + RecordFrame.MAX_PAYLOAD_BYTES);
    }
    append(kind.code(), payload);
    metrics.records.increment();
    return end;
  }

  private void append(byte kind, ByteBuffer payload) throws IOException {
    if (closed) {
      throw new IllegalStateException("journal is closed");
    }
    appended = true;
    long size = (long) RecordFrame.SIZE_BYTES + payload.remaining();
    Files.Handle file = fileFor(size);
    try {
      write(file, kind, payload);
    } catch (IOException e) {
      metrics.appendFailures.increment();
      fail("append", e);
      appendFailed = true;
      takeBack(file);
      throw e;
    }
    appendFailed = false;
    long newEnd = end + size;
    end = newEnd;
    metrics.writtenBytes.add(size);
  }

  /// The open segment if a record of `size` bytes may go there, else a new one.
  private Files.Handle fileFor(long size) throws IOException {
    Files.Handle file = current;
    if (file != null) {
      long used = end - currentSegment.start();
      if (used == 0 || used + size <= settings.segmentSizeBytes()) {
        return file;
      }
      force();
      giveUp(end);
    }
    return createSegment();
  }

  private void write(Files.Handle file, byte kind, ByteBuffer payload) throws IOException {
    ByteBuffer out = buffer.clear();
    frame.put(out, end, end - durable, kind, payload);
    long offset = currentSegment.offset(end);
    int at = payload.position();
    int limit = payload.limit();
    do {
      int count = Math.min(out.remaining(), limit - at);
      out.put(out.position(), payload, at, count).position(out.position() + count);
      at += count;
      int size = out.flip().remaining();
      file.write(out, offset);
      offset += size;
      out.clear();
    } while (at < limit);
  }

  /// Makes sure that a record which was not written wholly never replays: cuts it off, or else
  /// gives the segment up.
  private void takeBack(Files.Handle file) {
    try {
      file.truncate(currentSegment.offset(end));
      cutUnforced = true;
    } catch (IOException e) {
      try {
        file.force();
        durable = end;
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      forceFailed = true; // until a new segment says that this one ends before the record
      fail("truncate", e);
      giveUp(durable);
    }
  }

  @Override
  public void force() throws IOException {
    Files.Handle file = current;
    if (file == null) {
      if (forceFailed) {
        createSegment();
      }
      return;
    }
    long target = end;
    if (target == durable && !cutUnforced) {
      return;
    }
    long startNanos = clock.nanoTime();
    try {
      file.force();
    } catch (IOException e) {
      metrics.forceFailures.increment();
      forceFailed = true;
      fail("force", e);
      giveUp(durable);
      throw e;
    }
    metrics.forceSeconds.observeNanos(clock.nanoTime() - startNanos);
    forced(target);
  }

  @Override
  public void roll() throws IOException {
    force();
    if (current != null && end > currentSegment.start()) {
      giveUp(end);
      createSegment();
    }
  }

  private void forced(long position) {
    durable = position;
    forceFailed = false;
    cutUnforced = false;
    if (!healthy && !appendFailed) {
      healthy = true;
      log.info("journal_recovered journal={} position={}", settings.name(), position);
    }
  }

  /// Closes the open segment, whose durable records end at `durableEnd`.
  private void giveUp(long durableEnd) {
    Files.Handle file = current;
    current = null;
    lastEnd = durableEnd;
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        log.warn("journal_close_failed file={}", currentSegment.path(), e);
      }
    }
  }

  /// Begins a segment at [#end]; it and its directory entry are durable when this returns.
  private Files.Handle createSegment() throws IOException {
    if (!segments.isEmpty() && segments.getLast().start() == end) {
      // one without records was given up; it stays, for its header voids what lies before it
      long start = end + 1;
      end = start;
    }
    var header = new SegmentHeader(storeId, end, lastEnd, clock.wallMillis());
    var segment = new Segment(directory.resolve(Segment.name(end)), header);
    Files.Handle file = null;
    try {
      files.delete(segment.path()); // from an attempt that failed; it holds no records
      file = files.create(segment.path());
      file.write(header.encode(), 0);
      file.force();
      files.forceDirectory(directory);
    } catch (IOException e) {
      metrics.createFailures.increment();
      forceFailed = true;
      fail("create", e);
      discard(segment.path(), file, e);
      throw e;
    }
    segments.add(segment);
    segmentCount = segments.size();
    current = file;
    currentSegment = segment;
    forced(end);
    return file;
  }

  private void discard(Path path, Files.@Nullable Handle file, IOException cause) {
    try {
      if (file != null) {
        file.close();
      }
      files.delete(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void fail(String operation, IOException e) {
    if (healthy) {
      log.error("journal_failed journal={} operation={}", settings.name(), operation, e);
    }
    healthy = false;
  }

  @Override
  public void truncateBefore(long position) throws IOException {
    int deleted = 0;
    try {
      while (segments.size() > 1 && isBefore(position)) {
        files.delete(segments.getFirst().path());
        segments.removeFirst();
        deleted++;
      }
      if (deleted > 0) {
        files.forceDirectory(directory);
      }
    } catch (IOException e) {
      metrics.deleteFailures.increment();
      throw e;
    } finally {
      segmentCount = segments.size();
    }
  }

  /// Whether the oldest segment holds nothing at or after `position`.
  private boolean isBefore(long position) {
    SegmentHeader following = segments.get(1).header();
    long oldestEnd =
        following.previousEnd() == SegmentHeader.UNKNOWN
            ? following.start()
            : following.previousEnd();
    return oldestEnd <= position;
  }

  @Override
  public long durablePosition() {
    return durable;
  }

  @Override
  public long endPosition() {
    return end;
  }

  @Override
  public boolean isHealthy() {
    return healthy;
  }

  /// Whether the next record may go to the segment of the last one.
  boolean hasOpenSegment() {
    return current != null;
  }

  int segmentCount() {
    return segmentCount;
  }

  /// Forces what was appended and marks the end as clean.
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      force();
      if (current != null) {
        append(RecordFrame.CLOSE, ByteBuffer.allocate(0));
        force();
      }
    } finally {
      closed = true;
      giveUp(durable);
    }
  }
}
