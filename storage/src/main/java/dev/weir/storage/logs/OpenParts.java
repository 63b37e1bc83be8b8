package dev.weir.storage.logs;

import dev.weir.storage.io.Files;
import dev.weir.storage.logs.part.PartMemory;
import dev.weir.storage.logs.part.PartReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parts whose files are open: opened when first read, the least recently used ones closed
/// beyond a limit. Parts being read stay open whatever the limit says.
///
/// Any thread; the lock is never held while files are touched.
final class OpenParts {
  private final Files files;
  private final int limit;
  private final LogStoreMetrics metrics;
  private final PartMemory memory;

  /// Open parts, least recently used first. Guarded by this, as are `reader` and `pins` of parts.
  private final Map<Part, Part> open = new LinkedHashMap<>(16, 0.75f, true);

  /// @param memory what open parts share to keep decoded rows
  OpenParts(Files files, int limit, PartMemory memory, LogStoreMetrics metrics) {
    this.files = files;
    this.limit = limit;
    this.memory = memory;
    this.metrics = metrics;
  }

  /// The reader of a part that the caller holds, until [#unpin].
  PartReader pin(Part part) throws IOException {
    PartReader known = pinIfOpen(part);
    if (known != null) {
      return known;
    }
    try {
      synchronized (part.opening) {
        PartReader opened = readerOf(part);
        if (opened == null) {
          opened = PartReader.open(files, part.directory(), memory);
          metrics.partsOpened.increment();
          opened(part, opened);
        }
        return opened;
      }
    } catch (IOException | RuntimeException e) {
      unpin(part);
      throw e;
    }
  }

  private synchronized @Nullable PartReader pinIfOpen(Part part) {
    part.pins++;
    open.get(part); // now the most recently used
    return part.reader;
  }

  private synchronized @Nullable PartReader readerOf(Part part) {
    return part.reader;
  }

  private void opened(Part part, PartReader reader) throws IOException {
    List<PartReader> excess;
    synchronized (this) {
      part.reader = reader;
      open.put(part, part);
      excess = takeExcess();
    }
    closeAll(excess);
  }

  /// The reader is not used any more.
  void unpin(Part part) throws IOException {
    List<PartReader> excess;
    synchronized (this) {
      part.pins--;
      excess = takeExcess();
    }
    closeAll(excess);
  }

  private List<PartReader> takeExcess() {
    if (open.size() <= limit) {
      return List.of();
    }
    var excess = new ArrayList<PartReader>();
    Iterator<Part> eldest = open.keySet().iterator();
    while (open.size() > limit && eldest.hasNext()) {
      Part part = eldest.next();
      if (part.pins == 0) {
        eldest.remove();
        if (part.reader != null) {
          excess.add(part.reader);
          part.reader = null;
        }
      }
    }
    return excess;
  }

  private static void closeAll(List<PartReader> readers) throws IOException {
    for (PartReader reader : readers) {
      reader.close();
    }
  }

  /// Closes a part that nobody holds any more.
  void close(Part part) throws IOException {
    PartReader reader;
    synchronized (this) {
      assert part.pins == 0 : part.pins;
      reader = part.reader;
      part.reader = null;
      open.remove(part);
    }
    if (reader != null) {
      reader.close();
    }
  }

  synchronized int size() {
    return open.size();
  }

  /// Closes all that nobody reads.
  void closeAll() throws IOException {
    var readers = new ArrayList<PartReader>();
    synchronized (this) {
      for (Part part : List.copyOf(open.keySet())) {
        if (part.pins == 0 && part.reader != null) {
          readers.add(part.reader);
          part.reader = null;
          open.remove(part);
        }
      }
    }
    closeAll(readers);
  }
}
