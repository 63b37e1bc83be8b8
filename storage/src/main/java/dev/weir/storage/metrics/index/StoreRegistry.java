package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Files;
import dev.weir.storage.io.StoreHeader;
import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.metrics.ShardAssignment;
import dev.weir.storage.metrics.ShardRouter;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registry of one store: catalogue on disk, dictionary beside it, index in memory.
///
/// Threads: opening, `replayDefinitions`, `resolve` and the drain by one thread at a time (opener,
/// then resolver); [#force()] and everything that reads by any. The dictionary is opened by a
/// thread of its own while the catalogue loads, and may still be opening when [#open] returns: the
/// first `resolve` waits for it.
public final class StoreRegistry implements SeriesRegistry, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRegistry.class);

  /// Definitions kept in memory for a device that takes none; beyond this, new series are refused.
  private static final long MAX_UNWRITTEN_BYTES = 8 << 20;

  /// How much may come in between two looks at the index's memory.
  private static final int MEMORY_CHECK_SERIES = 1_024;

  private static final int MEMORY_CHECK_BYTES = 1 << 22;

  private final SeriesIndex index = new SeriesIndex();
  private final SeriesCatalog catalog;
  private final DictionaryOpening opening;
  private final ShardRouter router;
  private final SeriesLimits limits;
  private final SeriesHash hash;
  private final RegistryMetrics metrics;

  // The resolver thread's.
  private final SeriesKey key = new SeriesKey();
  private final SeriesKey other = new SeriesKey();
  private final DefinitionEncoder pending = new DefinitionEncoder();
  private final DefinitionEncoder replayed = new DefinitionEncoder();
  private final DefinitionReader reader = new DefinitionReader();
  private final DefinitionLoader loader = new DefinitionLoader(index);
  private @Nullable SeriesDictionary dictionary;
  private int seriesSinceCheck = MEMORY_CHECK_SERIES;
  private int bytesSinceCheck;
  private long indexBytes;

  private StoreRegistry(
      SeriesCatalog catalog,
      DictionaryStore dictionaries,
      StoreHeader store,
      ShardRouter router,
      SeriesLimits limits,
      RegistryMetrics metrics) {
    this.catalog = catalog;
    this.router = router;
    this.limits = limits;
    this.hash = new SeriesHash(store.hashSeed0(), store.hashSeed1());
    this.metrics = metrics;
    this.opening = new DictionaryOpening(dictionaries, index, hash, metrics);
  }

  /// Opens the registry whose files are in `directory` (`metrics` of the data directory), creating
  /// it if there is none, and loads the series of the shards that are `mine`. Throws a sentence for
  /// the operator.
  public static StoreRegistry open(
      Files files,
      Path directory,
      StoreHeader store,
      ShardRouter router,
      ShardAssignment mine,
      RegistryOptions options,
      MetricRegistry metricRegistry)
      throws IOException {
    files.createDirectories(directory);
    var metrics = new RegistryMetrics(metricRegistry);
    DictionaryStore dictionaries =
        switch (options.dictionary()) {
          case CHRONICLE -> new ChronicleDictionaries(files, directory, store, metrics);
          case HEAP -> DictionaryStore.HEAP;
        };
    SeriesCatalog catalog = FileCatalog.open(files, directory, store, options.repair(), metrics);
    var registry =
        new StoreRegistry(catalog, dictionaries, store, router, options.limits(), metrics);
    registry.load(mine);
    return registry;
  }

  private void load(ShardAssignment mine) throws IOException {
    long start = System.nanoTime();
    opening.start();
    boolean loaded = false;
    try {
      catalog.load(mine::isMine, this::loaded);
      loaded = true;
    } finally {
      opening.catalogLoaded(loaded);
      if (!loaded) {
        catalog.close();
      }
    }
    metrics.series(index::definedCount);
    metrics.tenants(index::tenantCount);
    metrics.indexBytes(index::memoryBytes);
    metrics.indexLimitBytes(limits::maxIndexBytes);
    metrics.catalogBytes(catalog::sizeBytes);
    LOG.info(
        "event=series_loaded series={} tenants={} catalog_bytes={} ms={}",
        index.definedCount(),
        index.tenantCount(),
        catalog.sizeBytes(),
        (System.nanoTime() - start) / 1_000_000);
  }

  private void loaded(DefinitionReader definition) {
    if (!index.isDefined(definition.id())) {
      loader.define(definition);
    } else if (!sameAsDefined(definition)) {
      throw new CorruptDataException("series defined twice: " + definition.id());
    }
  }

  // ---- the resolver thread

  @Override
  public int resolve(Tenant tenant, Labels labels) {
    SeriesKey.Check check = key.encode(tenant, labels);
    if (check != SeriesKey.Check.OK) {
      return SeriesRegistry.refused(outcome(check));
    }
    SeriesDictionary known = dictionary();
    long high = hash.high(key);
    long low = hash.low(key);
    int id = known.find(high, low);
    return id >= 0 ? id : resolveSlow(tenant, labels, high, low);
  }

  private int resolveSlow(Tenant tenant, Labels labels, long high, long low) {
    SampleOutcome refusal = refusalOf(tenant, labels);
    if (refusal != SampleOutcome.ACCEPTED) {
      return SeriesRegistry.refused(refusal);
    }
    TenantIndex owner = index.tenantOrNew(tenant);
    int id = index.idLimit();
    int shard = router.shard(key.bytes(), 0, key.length());
    index.begin(owner, id, shard);
    for (int i = 0; i < labels.count(); i++) {
      index.addLabel(
          owner.nameOrNew(labels.name(i)), key.bytes(), key.valueStart(i), key.valueLength(i));
    }
    index.commit();
    pending.add(id, owner, shard, index.lastPairs(), index.lastLabelCount());
    put(high, low, id);
    seriesSinceCheck++;
    bytesSinceCheck += key.length();
    metrics.seriesCreated.increment();
    return id;
  }

  private SampleOutcome refusalOf(Tenant tenant, Labels labels) {
    if (labels.metricName().isEmpty()) {
      return SampleOutcome.INVALID_LABELS;
    }
    if (labels.count() > limits.maxLabels()) {
      return SampleOutcome.TOO_MANY_LABELS;
    }
    for (int i = 0; i < labels.count(); i++) {
      if (key.nameLength(i) > limits.maxNameBytes()
          || key.valueLength(i) > limits.maxValueBytes()) {
        return SampleOutcome.LABEL_TOO_LONG;
      }
    }
    if (key.length() > DefinitionFormat.MAX_KEY_BYTES) {
      return SampleOutcome.LABEL_TOO_LONG;
    }
    TenantIndex owner = index.findTenant(tenant);
    if (owner == null) {
      return index.tenantCount() >= limits.maxTenants()
          ? SampleOutcome.TENANT_LIMIT
          : hasRoom(null);
    }
    if (owner.seriesCount() >= limits.maxSeriesPerTenant() || !hasRoomForNames(owner, labels)) {
      return SampleOutcome.SERIES_LIMIT;
    }
    return hasRoom(owner);
  }

  private boolean hasRoomForNames(TenantIndex owner, Labels labels) {
    if (owner.names().size() + labels.count() <= limits.maxNamesPerTenant()) {
      return true;
    }
    for (int i = 0; i < labels.count(); i++) {
      if (owner.findName(labels.name(i)) == null) {
        return false;
      }
    }
    return true;
  }

  private SampleOutcome hasRoom(@Nullable TenantIndex owner) {
    if (seriesSinceCheck >= MEMORY_CHECK_SERIES || bytesSinceCheck >= MEMORY_CHECK_BYTES) {
      indexBytes = index.memoryBytes();
      seriesSinceCheck = 0;
      bytesSinceCheck = 0;
    }
    boolean room =
        index.idLimit() < limits.maxSeries()
            && indexBytes < limits.maxIndexBytes()
            && index.hasRoomFor(owner)
            && catalog.unwrittenBytes() < MAX_UNWRITTEN_BYTES;
    return room ? SampleOutcome.ACCEPTED : SampleOutcome.SERIES_LIMIT;
  }

  private static SampleOutcome outcome(SeriesKey.Check check) {
    return switch (check) {
      case OK -> SampleOutcome.ACCEPTED;
      case NOT_UNICODE -> SampleOutcome.INVALID_LABELS;
      case TEXT_TOO_LONG -> SampleOutcome.LABEL_TOO_LONG;
      case TOO_MANY_LABELS -> SampleOutcome.TOO_MANY_LABELS;
    };
  }

  private SeriesDictionary dictionary() {
    SeriesDictionary ready = dictionary;
    if (ready == null) {
      ready = opening.join();
      dictionary = ready;
    }
    return ready;
  }

  private void put(long high, long low, int id) {
    try {
      dictionary().put(high, low, id);
    } catch (RuntimeException e) {
      LOG.error("event=dictionary_on_heap reason=\"the persisted one failed\"", e);
      metrics.dictionaryFailures.increment();
      dictionary = opening.onHeap();
    }
  }

  @Override
  public boolean hasNewDefinitions() {
    return !pending.isEmpty();
  }

  @Override
  public int newDefinitionsSize() {
    return pending.size();
  }

  /// Also appends them to the catalogue, unforced: see [#force()].
  @Override
  public void drainNewDefinitions(ByteBuffer out) {
    ByteBuffer groups = pending.groups();
    catalog.append(groups.duplicate());
    out.put(groups);
    pending.clear();
  }

  /// Definitions that the catalogue lost with a torn tail come back here, and go into it again.
  @Override
  public void replayDefinitions(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    int at = 0;
    while (at < bytes.length) {
      int length = DefinitionFormat.intactPayload(bytes, at, bytes.length);
      if (length < 0) {
        throw new CorruptDataException("damaged series definitions at byte " + at);
      }
      reader.reset(bytes, at + DefinitionFormat.HEADER_BYTES, length);
      while (reader.next()) {
        replay();
      }
      at += DefinitionFormat.HEADER_BYTES + length;
    }
    if (!replayed.isEmpty()) {
      catalog.append(replayed.groups());
      replayed.clear();
    }
  }

  private void replay() {
    if (index.isDefined(reader.id())) {
      if (!sameAsDefined(reader)) {
        throw new IllegalStateException(
            "series "
                + reader.id()
                + " is "
                + index.labels(reader.id())
                + ", not "
                + reader.labels());
      }
      return;
    }
    loader.define(reader);
    TenantIndex owner = index.tenantOrNew(reader.tenant());
    replayed.add(reader.id(), owner, reader.shard(), index.lastPairs(), index.lastLabelCount());
    reader.keyOf(key);
    put(hash.high(key), hash.low(key), reader.id());
  }

  private boolean sameAsDefined(DefinitionReader definition) {
    definition.keyOf(key);
    index.keyOf(definition.id(), other);
    return key.sameAs(other);
  }

  // ---- any thread

  /// Finds series by labels.
  public SeriesSelector selector() {
    return index;
  }

  @Override
  public Labels labels(int seriesId) {
    return index.labels(seriesId);
  }

  @Override
  public int shard(int seriesId) {
    return index.shard(seriesId);
  }

  /// Whose series it is.
  public Tenant tenant(int seriesId) {
    return index.tenant(seriesId);
  }

  @Override
  public int seriesCount() {
    return index.idLimit();
  }

  @Override
  public void force() throws IOException {
    if (catalog.needsRewrite()) {
      LOG.warn("event=catalog_rewrite series={}", index.definedCount());
      metrics.catalogRewrites.increment();
      catalog.rewrite(this::writeAll);
    } else {
      catalog.force();
    }
  }

  private void writeAll(SeriesCatalog.Source.Sink sink) throws IOException {
    var encoder = new DefinitionEncoder();
    IOException[] failure = {null};
    index.forEach((id, owner, shard, pairs, count) -> {
      encoder.add(id, owner, shard, pairs, count);
      if (encoder.size() >= DefinitionFormat.GROUP_BYTES && failure[0] == null) {
        failure[0] = write(encoder, sink);
      }
    });
    if (failure[0] == null && !encoder.isEmpty()) {
      failure[0] = write(encoder, sink);
    }
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  private static @Nullable IOException write(
      DefinitionEncoder encoder, SeriesCatalog.Source.Sink sink) {
    try {
      sink.write(encoder.groups());
      encoder.clear();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /// Forces the catalogue, then closes dictionary and catalogue. When forcing fails the dictionary
  /// is not marked as complete: it may know of series that the catalogue does not.
  @Override
  public void close() throws IOException {
    if (!pending.isEmpty()) {
      catalog.append(pending.groups());
      pending.clear();
    }
    SeriesDictionary open = dictionary();
    try {
      force();
      open.close();
    } finally {
      catalog.close();
    }
  }
}
