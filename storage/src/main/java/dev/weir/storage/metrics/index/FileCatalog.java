package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.AtomicFile;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.StoreHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The catalogue as one file, `series.catalog`. Format: `storage/docs/format/series-catalog.md`.
///
/// The file says how much of it was forced ([CatalogHeader]); that is how a torn tail, which the
/// journal makes good, is told from damage, which nothing makes good. [#append] and [#rewrite]
/// exclude each other; forcing holds up nobody.
final class FileCatalog implements SeriesCatalog {
  static final String NAME = "series.catalog";
  static final String DAMAGED_NAME = "series.catalog.damaged";
  private static final Logger LOG = LoggerFactory.getLogger(FileCatalog.class);
  private static final int COPY_BYTES = 1 << 20;

  /// A run of intact groups.
  private record Run(long from, long to) {}

  private final Files files;
  private final Path directory;
  private final Path path;
  private final StoreHeader store;
  private final boolean repair;
  private final RegistryMetrics metrics;
  private final Object forcing = new Object(); // taken before `this`
  private Files.Handle file; // guarded by this
  private long end; // after the last byte written; guarded by this
  private byte[] unwritten = new byte[0]; // guarded by this
  private int unwrittenLength; // guarded by this
  private long forced; // guarded by forcing
  private int turn; // guarded by forcing
  private volatile boolean inDoubt;
  private boolean loaded;

  private FileCatalog(
      Files files, Path directory, StoreHeader store, boolean repair, RegistryMetrics metrics)
      throws IOException {
    this.files = files;
    this.directory = directory;
    this.path = directory.resolve(NAME);
    this.store = store;
    this.repair = repair;
    this.metrics = metrics;
    if (!files.exists(path)) {
      AtomicFile.write(files, path, CatalogHeader.encode(store, CatalogHeader.SIZE_BYTES));
    }
    this.file = files.open(path);
  }

  /// Opens the catalogue in `directory`, creating it if there is none. With `repair`, damage is
  /// left out and the file rewritten without it; the damaged one is kept as
  /// `series.catalog.damaged`.
  static FileCatalog open(
      Files files, Path directory, StoreHeader store, boolean repair, RegistryMetrics metrics)
      throws IOException {
    return new FileCatalog(files, directory, store, repair, metrics);
  }

  @Override
  public void load(IntPredicate mine, Visitor visitor) throws IOException {
    synchronized (forcing) {
      synchronized (this) {
        if (loaded) {
          throw new IllegalStateException("series catalog already loaded");
        }
        loadLocked(mine, visitor);
        loaded = true;
      }
    }
  }

  private void loadLocked(IntPredicate mine, Visitor visitor) throws IOException {
    forced = CatalogHeader.readForced(file, path, store);
    long size = file.size();
    var scan = new CatalogScan(file, size);
    var reader = new DefinitionReader();
    var runs = new ArrayList<Run>();
    long lost = 0;
    while (true) {
      long from = scan.position();
      while (scan.next()) {
        visitGroup(scan, reader, mine, visitor);
      }
      runs.add(new Run(from, scan.position()));
      long bad = scan.position();
      if (bad >= forced) {
        break;
      }
      if (!repair) {
        throw damaged(bad, size);
      }
      scan.skipDamage();
      lost += scan.position() - bad;
      if (scan.position() >= size) {
        break;
      }
    }
    end = runs.getLast().to();
    if (lost > 0) {
      keepRuns(runs, lost);
    } else if (size > end) {
      LOG.info("event=catalog_tail_cut path={} at={} bytes={}", path, end, size - end);
      metrics.catalogCut.add(size - end);
      file.truncate(end);
    }
  }

  private void visitGroup(
      CatalogScan scan, DefinitionReader reader, IntPredicate mine, Visitor visitor)
      throws IOException {
    try {
      reader.reset(scan.bytes(), scan.payloadStart(), scan.payloadLength());
      while (reader.next()) {
        if (mine.test(reader.shard())) {
          visitor.series(reader);
        }
      }
    } catch (CorruptDataException e) {
      throw new IOException(
          path + ": bad definition before byte " + scan.position() + ": " + e.getMessage(), e);
    }
  }

  private IOException damaged(long at, long size) {
    return new IOException(
        path
            + " is damaged at byte "
            + at
            + (at == size ? " (cut off)" : "")
            + ", within the "
            + forced
            + " bytes that were safe; restore it from a snapshot, or start once with"
            + " storage.repair=true to go on without the series lost there");
  }

  /// Rewrites the file without what lies between `runs`.
  private void keepRuns(List<Run> runs, long lost) throws IOException {
    LOG.error("event=catalog_repaired path={} lost_bytes={}", path, lost);
    metrics.catalogCut.add(lost);
    Path damagedPath = path.resolveSibling(DAMAGED_NAME);
    files.delete(damagedPath);
    files.link(path, damagedPath);
    Files.Handle old = file;
    replace(sink -> {
      byte[] buffer = new byte[COPY_BYTES];
      for (Run run : runs) {
        for (long at = run.from(); at < run.to(); ) {
          int wanted = (int) Math.min(COPY_BYTES, run.to() - at);
          int length = old.read(ByteBuffer.wrap(buffer, 0, wanted), at);
          sink.write(ByteBuffer.wrap(buffer, 0, length));
          at += length;
        }
      }
    });
  }

  @Override
  public synchronized void append(ByteBuffer groups) {
    if (!loaded) {
      throw new IllegalStateException("series catalog not loaded yet");
    }
    int length = groups.remaining();
    if (unwrittenLength == 0) {
      try {
        file.write(groups.duplicate(), end);
        end += length;
        return;
      } catch (IOException e) {
        LOG.warn("event=catalog_write_failed path={} error={}", path, e.toString());
        metrics.catalogFailures.increment();
      }
    }
    if (unwrittenLength + length > unwritten.length) {
      unwritten =
          Arrays.copyOf(unwritten, Math.max(unwrittenLength + length, unwritten.length * 2));
    }
    groups.duplicate().get(unwritten, unwrittenLength, length);
    unwrittenLength += length;
    tryWriteUnwritten();
  }

  @Override
  public synchronized long unwrittenBytes() {
    return unwrittenLength;
  }

  @Override
  public void force() throws IOException {
    synchronized (forcing) {
      Files.Handle now;
      long upTo;
      synchronized (this) {
        if (inDoubt) {
          throw new IOException(path + ": an earlier force failed; the file must be rewritten");
        }
        writeUnwritten();
        now = file;
        upTo = end;
      }
      if (upTo == forced) {
        return;
      }
      try {
        now.force();
        CatalogHeader.writeForced(now, upTo, ++turn);
        now.force();
        forced = upTo;
      } catch (IOException e) {
        inDoubt = true;
        metrics.catalogFailures.increment();
        throw e;
      }
    }
  }

  @Override
  public boolean needsRewrite() {
    return inDoubt;
  }

  @Override
  public void rewrite(Source source) throws IOException {
    synchronized (forcing) {
      synchronized (this) {
        replace(source);
        unwrittenLength = 0;
        unwritten = new byte[0];
      }
    }
  }

  private void replace(Source source) throws IOException {
    Path fresh = path.resolveSibling(NAME + AtomicFile.TEMPORARY_SUFFIX);
    files.delete(fresh);
    Files.Handle out = files.create(fresh);
    long[] length = {CatalogHeader.SIZE_BYTES};
    try {
      source.writeTo(groups -> {
        int count = groups.remaining();
        out.write(groups, length[0]);
        length[0] += count;
      });
      out.write(CatalogHeader.encode(store, length[0]), 0);
      out.force();
      files.rename(fresh, path);
    } catch (IOException | RuntimeException e) {
      out.close();
      files.delete(fresh);
      throw e;
    }
    file.close();
    file = out;
    end = length[0];
    forced = end;
    inDoubt = true; // until the new name is durable
    files.forceDirectory(directory);
    inDoubt = false;
  }

  @Override
  public synchronized long sizeBytes() {
    return end + unwrittenLength;
  }

  @Override
  public void close() throws IOException {
    try {
      if (loaded) {
        force();
      }
    } finally {
      synchronized (this) {
        file.close();
      }
    }
  }

  private void tryWriteUnwritten() {
    try {
      writeUnwritten();
    } catch (IOException e) {
      LOG.debug("event=catalog_write_failed path={} error={}", path, e.toString());
    }
  }

  private void writeUnwritten() throws IOException {
    if (unwrittenLength > 0) {
      file.write(ByteBuffer.wrap(unwritten, 0, unwrittenLength), end);
      end += unwrittenLength;
      unwrittenLength = 0;
      unwritten = new byte[0];
    }
  }
}
