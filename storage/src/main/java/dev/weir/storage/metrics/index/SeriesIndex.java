package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.VarInt;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/// All series of the store in memory: by id their tenant, shard and labels (as pair numbers in
/// pages of bytes, some 30 bytes for ten labels), by label pair their ids.
///
/// The resolver thread (the opening thread before it) defines series: [#begin], one [#addLabel] or
/// [#addPair] per label in the order of [Labels], [#commit]. Any thread reads without locks and
/// sees every series whose `commit` had returned when it began.
final class SeriesIndex implements SeriesSelector {
  private final ConcurrentHashMap<Tenant, TenantIndex> tenants = new ConcurrentHashMap<>();
  private volatile TenantIndex[] byNumber = new TenantIndex[4]; // published by `tenants` and ids
  private int tenantCount; // the writer's
  private final ByteLog records = new ByteLog(); // per series: shard, tenant, label count, pairs
  private final IntLog positions = new IntLog(); // id -> its record, 0 where there is none
  private final LabelsCache cache = new LabelsCache();
  private final AtomicInteger definedCount = new AtomicInteger();

  // The definition being made; the writer's.
  private @Nullable TenantIndex tenant;
  private int id;
  private int shard;
  private int labelCount;
  private int[] pairs = new int[64];
  private boolean[] isNew = new boolean[64];
  private long[] hashes = new long[64];
  private byte[] record = new byte[64 * 5];

  /// The tenant's part, or null when it has no series.
  @Nullable TenantIndex findTenant(Tenant wanted) {
    return tenants.get(wanted);
  }

  int tenantCount() {
    return tenants.size();
  }

  /// The tenant's part, made if new. The writer only.
  TenantIndex tenantOrNew(Tenant wanted) {
    TenantIndex known = tenants.get(wanted);
    if (known != null) {
      return known;
    }
    var made = new TenantIndex(tenantCount, wanted);
    if (tenantCount == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, tenantCount * 2);
    }
    byNumber[tenantCount++] = made;
    tenants.put(wanted, made);
    return made;
  }

  /// Begins a definition. `newId` must not be defined yet. The writer only.
  void begin(TenantIndex owner, int newId, int newShard) {
    assert !isDefined(newId) : newId;
    tenant = owner;
    id = newId;
    shard = newShard;
    labelCount = 0;
  }

  /// Adds a label and returns the number of its pair.
  int addLabel(LabelName name, byte[] value, int offset, int length) {
    PairTable table = current().pairs;
    long hash = PairTable.hash(name.number, value, offset, length);
    int pair = table.find(hash, name.number, value, offset, length);
    int at = next();
    isNew[at] = pair < 0;
    hashes[at] = hash;
    pairs[at] = pair >= 0 ? pair : table.create(name.number, value, offset, length, id);
    return pairs[at];
  }

  /// Adds a label by the number of its pair, as `addLabel` returned it for an earlier series of the
  /// same tenant.
  void addPair(int pair) {
    int at = next();
    isNew[at] = false;
    pairs[at] = pair;
  }

  /// Makes the series readable, then findable.
  void commit() {
    TenantIndex owner = current();
    int position = writeRecord(owner);
    while (positions.size() < id) {
      positions.add(0);
    }
    if (positions.size() == id) {
      positions.add(position);
    } else {
      positions.set(id, position);
    }
    definedCount.incrementAndGet();
    for (int i = 0; i < labelCount; i++) {
      LabelName name = owner.name(owner.pairs.name(pairs[i]));
      if (isNew[i]) {
        owner.pairs.publish(hashes[i], pairs[i]);
        name.pairs.add(pairs[i]);
      } else {
        owner.pairs.addSeries(pairs[i], id);
      }
      name.all.add(id);
    }
    owner.all.add(id);
    tenant = null;
  }

  /// Pairs of the series last committed, [#lastLabelCount()] of them. The writer only.
  int[] lastPairs() {
    return pairs;
  }

  int lastLabelCount() {
    return labelCount;
  }

  /// Calls `visitor` for every series, by id.
  void forEach(SeriesVisitor visitor) {
    var reader = new RecordReader();
    int limit = positions.size();
    for (int seriesId = 0; seriesId < limit; seriesId++) {
      if (positions.get(seriesId) != 0) {
        reader.reset(seriesId);
        int[] all = reader.allPairs();
        visitor.series(seriesId, reader.owner(), reader.seriesShard, all, all.length);
      }
    }
  }

  /// What is called with series.
  interface SeriesVisitor {
    void series(int id, TenantIndex owner, int shard, int[] pairs, int count);
  }

  /// One more than the highest id.
  int idLimit() {
    return positions.size();
  }

  /// Number of series; fewer than [#idLimit()] when ids are missing.
  int definedCount() {
    return definedCount.get();
  }

  boolean isDefined(int seriesId) {
    return seriesId >= 0 && seriesId < positions.size() && positions.get(seriesId) != 0;
  }

  boolean hasRoomFor(@Nullable TenantIndex owner) {
    return records.hasRoom() && (owner == null || owner.pairs.hasRoom());
  }

  Labels labels(int seriesId) {
    Labels cached = cache.find(seriesId);
    if (cached != null) {
      return cached;
    }
    var reader = new RecordReader().reset(seriesId);
    Labels made = reader.owner().labels(reader.allPairs(), reader.count());
    cache.put(seriesId, made);
    return made;
  }

  int shard(int seriesId) {
    return new RecordReader().reset(seriesId).seriesShard;
  }

  Tenant tenant(int seriesId) {
    return new RecordReader().reset(seriesId).owner().tenant;
  }

  /// Replaces the content of `key` by the key of a series.
  void keyOf(int seriesId, SeriesKey key) {
    var reader = new RecordReader().reset(seriesId);
    TenantIndex owner = reader.owner();
    key.start();
    byte[] tenantName = owner.tenant.name().getBytes(StandardCharsets.UTF_8);
    key.append(tenantName, 0, tenantName.length);
    for (int i = reader.count(); i > 0; i--) {
      int pair = reader.nextPair();
      byte[] name = owner.name(owner.pairs.name(pair)).utf8();
      key.append(name, 0, name.length);
      owner.pairs.appendValueTo(key, pair);
    }
  }

  @Override
  public RoaringBitmap select(Tenant wanted, List<Matcher> matchers, QueryBudget budget) {
    TenantIndex owner = tenants.get(wanted);
    return owner == null ? new RoaringBitmap() : new Selection(owner, budget).select(matchers);
  }

  @Override
  public List<String> labelNames(Tenant wanted, @Nullable RoaringBitmap among, QueryBudget budget) {
    var out = new ArrayList<String>();
    TenantIndex owner = tenants.get(wanted);
    if (owner != null) {
      for (LabelName name : owner.names()) {
        budget.check();
        if (among == null ? name.all.count() > 0 : name.all.intersects(among)) {
          out.add(name.text);
        }
      }
    }
    Collections.sort(out);
    return out;
  }

  @Override
  public List<String> labelValues(
      Tenant wanted, String label, @Nullable RoaringBitmap among, QueryBudget budget) {
    TenantIndex owner = tenants.get(wanted);
    LabelName name = owner == null ? null : owner.findName(label);
    if (owner == null || name == null) {
      return List.of();
    }
    int count = name.pairs.size();
    var out = new ArrayList<String>();
    if (among != null && among.getLongCardinality() < count) {
      RoaringBitmap found = pairsAmong(owner, name, among, budget);
      found.forEach((org.roaringbitmap.IntConsumer) pair -> out.add(owner.pairs.value(pair)));
    } else {
      for (int i = 0; i < count; i++) {
        Selection.checkNowAndThen(i, budget);
        int pair = name.pairs.get(i);
        if (among == null || owner.pairs.intersects(pair, among)) {
          out.add(owner.pairs.value(pair));
        }
      }
    }
    Collections.sort(out);
    return out;
  }

  /// Memory of everything here, roughly.
  long memoryBytes() {
    long sum = records.memoryBytes() + positions.memoryBytes() + cache.memoryBytes();
    for (TenantIndex owner : tenants.values()) {
      sum += owner.memoryBytes();
    }
    return sum;
  }

  /// Pairs of `name` that the series in `among` have.
  private RoaringBitmap pairsAmong(
      TenantIndex owner, LabelName name, RoaringBitmap among, QueryBudget budget) {
    var found = new RoaringBitmap();
    var reader = new RecordReader();
    PeekableIntIterator ids = among.getIntIterator();
    for (int seen = 0; ids.hasNext(); seen++) {
      Selection.checkNowAndThen(seen, budget);
      int seriesId = ids.next();
      if (!isDefined(seriesId) || reader.reset(seriesId).owner() != owner) {
        continue;
      }
      for (int i = reader.count(); i > 0; i--) {
        int pair = reader.nextPair();
        if (owner.pairs.name(pair) == name.number) {
          found.add(pair);
          break;
        }
      }
    }
    return found;
  }

  private TenantIndex current() {
    TenantIndex owner = tenant;
    if (owner == null) {
      throw new IllegalStateException("BUG: no definition begun");
    }
    return owner;
  }

  private int next() {
    if (labelCount == pairs.length) {
      pairs = Arrays.copyOf(pairs, labelCount * 2);
      isNew = Arrays.copyOf(isNew, labelCount * 2);
      hashes = Arrays.copyOf(hashes, labelCount * 2);
    }
    return labelCount++;
  }

  private int writeRecord(TenantIndex owner) {
    int needed = (labelCount + 3) * 5;
    if (needed > record.length) {
      record = new byte[needed];
    }
    int end = VarInt.putUnsigned(record, 0, shard);
    end = VarInt.putUnsigned(record, end, owner.number);
    end = VarInt.putUnsigned(record, end, labelCount);
    for (int i = 0; i < labelCount; i++) {
      end = VarInt.putUnsigned(record, end, pairs[i]);
    }
    return records.append(record, 0, end);
  }

  /// Reads records. They were written by this class, so nothing is checked. One thread.
  private final class RecordReader {
    private byte[] page = new byte[0];
    private int at;
    private int count;
    private int tenantNumber;
    private int seriesShard;

    RecordReader reset(int seriesId) {
      int position = seriesId >= 0 && seriesId < positions.size() ? positions.get(seriesId) : 0;
      if (position == 0) {
        throw new IllegalArgumentException("no such series: " + seriesId);
      }
      page = records.page(position);
      at = ByteLog.offset(position);
      seriesShard = number();
      tenantNumber = number();
      count = number();
      return this;
    }

    TenantIndex owner() {
      return byNumber[tenantNumber];
    }

    int count() {
      return count;
    }

    int nextPair() {
      return number();
    }

    int[] allPairs() {
      int[] all = new int[count];
      for (int i = 0; i < count; i++) {
        all[i] = number();
      }
      return all;
    }

    private int number() {
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = page[at++];
        value |= (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }
  }
}
