package dev.weir.storage.metrics.head;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Files;
import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ShardEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checkpoint files of a store, `head-<sequence>.ckpt`. The format is described in
/// `storage/docs/format/head-checkpoint.md`.
///
/// Two are kept. The journal may be let go before the *older* one's position, so that a damaged
/// newest file costs a longer replay and nothing else. A small checkpoint (an empty head after
/// `compact` or an idle server) is written twice, which lets the journal go at once.
///
/// `load` at the start, then `write` by one thread at a time.
public final class Checkpoints {
  /// Section types; never reuse one.
  static final int ENGINE = 1;

  static final int PARTITION = 2;
  static final int SLOTS = 3;
  static final int SLAB = 4;
  static final int STATE = 5;
  static final int END = 6;

  /// Most payload bytes of a slots or slab section.
  static final int MAX_DATA_BYTES = 1 << Slabs.OFFSET_BITS;

  /// Most bytes of a named state.
  static final int MAX_STATE_BYTES = 256 << 20;

  static final byte[] MAGIC = "WEIRCKPT".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;
  static final int FILE_HEADER_BYTES = 40;

  private static final long SMALL_BYTES = 1 << 20;
  private static final int KEPT = 2;
  private static final String PREFIX = "head-";
  private static final String SUFFIX = ".ckpt";
  private static final String TEMPORARY = ".tmp";
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  /// A file known to be intact.
  private record Kept(Path path, long position) {}

  /// What a write did.
  public record Written(long bytes, long truncateJournalBefore) {}

  private final Files files;
  private final Path directory;
  private final Clock clock;
  private final List<Kept> kept = new ArrayList<>(); // oldest first
  private long nextSequence = 1;

  public Checkpoints(Files files, Path directory, Clock clock) {
    this.files = files;
    this.directory = directory;
    this.clock = clock;
  }

  /// Reads the newest intact checkpoint; partitions that blocks cover by now are left out. Damaged
  /// files are set aside under another name. Throws when there are files but none is intact: the
  /// journal no longer holds what they stood for.
  public LoadedCheckpoint load(HeadMemory memory, FlushedPositions flushed) throws IOException {
    files.createDirectories(directory);
    List<Path> found = find();
    for (int i = found.size() - 1; i >= 0; i--) {
      Path path = found.get(i);
      try {
        LoadedCheckpoint loaded = CheckpointReader.read(files, path, memory, clock, flushed);
        kept.addFirst(new Kept(path, loaded.position()));
        keepOlder(found, i);
        return loaded;
      } catch (DamagedCheckpointException e) {
        log.error("checkpoint-damaged path={} reason=\"{}\"", path, e.getMessage());
        files.rename(path, path.resolveSibling(path.getFileName() + ".damaged"));
      }
    }
    if (!found.isEmpty()) {
      throw new IOException("no intact checkpoint in " + directory + ", damaged: " + found.size());
    }
    return LoadedCheckpoint.none();
  }

  /// The file before the one loaded stays as the fallback, if its header is sound.
  private void keepOlder(List<Path> found, int loadedIndex) throws IOException {
    for (int i = loadedIndex - 1; i >= 0; i--) {
      try {
        kept.addFirst(new Kept(found.get(i), CheckpointReader.position(files, found.get(i))));
        return;
      } catch (DamagedCheckpointException e) {
        log.warn("checkpoint-damaged path={} reason=\"{}\"", found.get(i), e.getMessage());
      }
    }
  }

  /// Checkpoint files, oldest first; leftovers of an interrupted write are deleted.
  private List<Path> find() throws IOException {
    var bySequence = new java.util.TreeMap<Long, Path>();
    for (Path entry : files.list(directory)) {
      Path path = directory.resolve(entry.getFileName());
      String name = path.getFileName().toString();
      if (!name.startsWith(PREFIX)) {
        continue;
      }
      long sequence = sequenceOf(name);
      nextSequence = Math.max(nextSequence, sequence + 1);
      if (name.endsWith(TEMPORARY)) {
        files.delete(path);
      } else if (name.endsWith(SUFFIX)) {
        bySequence.put(sequence, path);
      }
    }
    return List.copyOf(bySequence.values());
  }

  private static long sequenceOf(String name) {
    int end = name.indexOf('.');
    try {
      return Long.parseLong(name.substring(PREFIX.length(), end < 0 ? name.length() : end));
    } catch (NumberFormatException e) {
      return 0; // somebody else's file; its number is of no interest
    }
  }

  /// Writes a checkpoint for `position` and makes it durable. On failure the files before stay.
  public Written write(
      long position, Map<String, ByteBuffer> states, List<ShardEngine.Snapshot> engines)
      throws IOException {
    long bytes = writeOne(position, states, engines);
    if (bytes <= SMALL_BYTES) {
      bytes += writeOne(position, states, engines);
    }
    while (kept.size() > KEPT) {
      files.delete(kept.removeFirst().path());
    }
    // One alone has no fallback: the journal stays whole until there is a second.
    return new Written(bytes, kept.size() == KEPT ? kept.getFirst().position() : 0);
  }

  private long writeOne(
      long position, Map<String, ByteBuffer> states, List<ShardEngine.Snapshot> engines)
      throws IOException {
    long sequence = nextSequence++;
    Path path = directory.resolve(String.format("%s%010d%s", PREFIX, sequence, SUFFIX));
    Path temporary = path.resolveSibling(path.getFileName() + TEMPORARY);
    long size;
    try (Files.Handle file = files.create(temporary)) {
      file.write(header(sequence, position), 0);
      var out = new SectionFile(file, FILE_HEADER_BYTES);
      for (ShardEngine.Snapshot engine : engines) {
        engine.writeTo(out);
      }
      for (Map.Entry<String, ByteBuffer> state : states.entrySet()) {
        out.section(STATE, statePayload(state.getKey(), state.getValue()));
      }
      ByteBuffer end = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      out.section(END, end.putInt(out.sections()).flip());
      file.force();
      size = out.size();
    } catch (IOException e) {
      deleteQuietly(temporary);
      throw e;
    }
    files.rename(temporary, path);
    files.forceDirectory(directory);
    kept.add(new Kept(path, position));
    return size;
  }

  private void deleteQuietly(Path temporary) {
    try {
      files.delete(temporary);
    } catch (IOException e) {
      log.warn("checkpoint-leftover path={} reason=\"{}\"", temporary, e.getMessage());
    }
  }

  private ByteBuffer header(long sequence, long position) {
    ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putInt(VERSION).putLong(sequence).putLong(position);
    header.putLong(clock.wallMillis()).putInt(headerCrc(header)).flip();
    return header;
  }

  /// CRC32C of the header's first 36 bytes.
  static int headerCrc(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.duplicate().limit(FILE_HEADER_BYTES - 4).position(0));
    return (int) crc.getValue();
  }

  private static ByteBuffer statePayload(String name, ByteBuffer state) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    if (state.remaining() > MAX_STATE_BYTES || utf8.length > 255) {
      throw new IllegalArgumentException(
          "state too large: "
              + name
              + ", "
              + state.remaining()
              + " bytes, limit "
              + MAX_STATE_BYTES);
    }
    ByteBuffer payload = ByteBuffer.allocate(1 + utf8.length + state.remaining());
    return payload.put((byte) utf8.length).put(utf8).put(state.duplicate()).flip();
  }
}
