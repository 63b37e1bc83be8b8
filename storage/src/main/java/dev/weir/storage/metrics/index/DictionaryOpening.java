package dev.weir.storage.metrics.index;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the dictionary on a thread of its own, `dictionary-open`, beside the loading of the
/// catalogue; then compares the two and rebuilds the dictionary when they differ.
final class DictionaryOpening {
  private static final Logger LOG = LoggerFactory.getLogger(DictionaryOpening.class);

  /// Series looked up after opening, spread over all ids.
  private static final int PROBES = 32;

  private final DictionaryStore store;
  private final SeriesIndex index;
  private final SeriesHash hash;
  private final RegistryMetrics metrics;
  private final CountDownLatch catalogLoaded = new CountDownLatch(1);
  private final CompletableFuture<SeriesDictionary> opened = new CompletableFuture<>();
  private volatile boolean isLoaded;

  DictionaryOpening(
      DictionaryStore store, SeriesIndex index, SeriesHash hash, RegistryMetrics metrics) {
    this.store = store;
    this.index = index;
    this.hash = hash;
    this.metrics = metrics;
  }

  void start() {
    Thread.ofPlatform().name("dictionary-open").daemon().start(this::run);
  }

  /// Says that the index is complete, or that there will be none.
  void catalogLoaded(boolean success) {
    isLoaded = success;
    catalogLoaded.countDown();
  }

  /// Waits for the dictionary.
  SeriesDictionary join() {
    try {
      return opened.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("cannot open the series dictionary", e.getCause());
    }
  }

  /// A dictionary on the heap with all series of the index.
  SeriesDictionary onHeap() {
    return filled(new HeapDictionary(index.definedCount()));
  }

  private void run() {
    try {
      long start = System.nanoTime();
      SeriesDictionary found = store.open();
      catalogLoaded.await();
      if (!isLoaded) {
        if (found != null) {
          found.close();
        }
        throw new IllegalStateException("the series catalog could not be loaded");
      }
      boolean kept = found != null && agrees(found);
      SeriesDictionary good = kept ? Objects.requireNonNull(found) : rebuilt(found);
      LOG.info(
          "event=dictionary_open entries={} rebuilt={} ms={}",
          good.size(),
          !kept,
          (System.nanoTime() - start) / 1_000_000);
      opened.complete(good);
    } catch (InterruptedException | RuntimeException | Error e) {
      opened.completeExceptionally(e);
    }
  }

  private boolean agrees(SeriesDictionary found) {
    if (found.size() != index.definedCount()) {
      return false;
    }
    var key = new SeriesKey();
    int limit = index.idLimit();
    for (int i = 0; i < PROBES && limit > 0; i++) {
      int id = (int) ((long) (limit - 1) * i / (PROBES - 1));
      if (index.isDefined(id)) {
        index.keyOf(id, key);
        if (found.find(hash.high(key), hash.low(key)) != id) {
          return false;
        }
      }
    }
    return true;
  }

  private SeriesDictionary rebuilt(@Nullable SeriesDictionary found) {
    if (found != null) {
      found.close();
    }
    int count = index.definedCount();
    if (count > 0) {
      LOG.info("event=dictionary_rebuild series={}", count);
      metrics.dictionaryRebuilds.increment();
    }
    SeriesDictionary made = store.create(count);
    try {
      return filled(made);
    } catch (RuntimeException e) {
      LOG.error("event=dictionary_on_heap reason=\"the persisted one failed\"", e);
      metrics.dictionaryFailures.increment();
      return onHeap();
    }
  }

  private SeriesDictionary filled(SeriesDictionary dictionary) {
    var key = new SeriesKey();
    int limit = index.idLimit();
    for (int id = 0; id < limit; id++) {
      if (index.isDefined(id)) {
        index.keyOf(id, key);
        dictionary.put(hash.high(key), hash.low(key), id);
      }
    }
    return dictionary;
  }
}
