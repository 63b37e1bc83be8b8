package dev.weir.storage.metrics.index;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Everything the index knows of one tenant: label names, label pairs, postings. Comes into being
/// with the tenant's first series and starts at some hundreds of bytes, so that many small tenants
/// cost little.
///
/// The resolver thread writes; any thread reads without locks.
final class TenantIndex {
  final int number;
  final Tenant tenant;
  final PairTable pairs = new PairTable();
  final Postings all = new Postings();
  private final ConcurrentHashMap<String, LabelName> names = new ConcurrentHashMap<>(8);
  private volatile LabelName[] byNumber = new LabelName[8]; // published by `names` and pairs
  private int nameCount; // the writer's

  TenantIndex(int number, Tenant tenant) {
    this.number = number;
    this.tenant = tenant;
  }

  @Nullable LabelName findName(String name) {
    return names.get(name);
  }

  LabelName name(int nameNumber) {
    return byNumber[nameNumber];
  }

  Collection<LabelName> names() {
    return names.values();
  }

  int seriesCount() {
    return all.count();
  }

  /// The label name, made if new. The writer only.
  LabelName nameOrNew(String text) {
    LabelName known = names.get(text);
    if (known != null) {
      return known;
    }
    var made = new LabelName(text, nameCount);
    if (nameCount == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, nameCount * 2);
    }
    byNumber[nameCount++] = made;
    names.put(text, made);
    return made;
  }

  /// Label set of the given pairs, which are in the order of [Labels].
  Labels labels(int[] pairNumbers, int count) {
    String[] texts = new String[2 * count];
    for (int i = 0; i < count; i++) {
      texts[2 * i] = byNumber[pairs.name(pairNumbers[i])].text;
      texts[2 * i + 1] = pairs.value(pairNumbers[i]);
    }
    return Labels.ofSortedPairs(texts);
  }

  long memoryBytes() {
    long sum = 500 + pairs.memoryBytes() + all.memoryBytes();
    for (LabelName name : names.values()) {
      sum += name.memoryBytes();
    }
    return sum;
  }
}
