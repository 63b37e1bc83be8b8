package dev.weir.storage.metrics.index;

import dev.weir.storage.bytes.CorruptDataException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes definitions into the index. Texts are looked up once per group, then pairs are known by
/// number: that is what makes loading cheap. The resolver thread (the opening thread before it).
final class DefinitionLoader {
  private static final int UNKNOWN = -1;

  private final SeriesIndex index;
  private @Nullable DefinitionReader reader;
  private long group;
  private int[] pairs = new int[256]; // number in the group -> pair of the tenant
  private int pairCount;
  private LabelName[] names = new LabelName[64];
  private int nameCount;

  DefinitionLoader(SeriesIndex index) {
    this.index = index;
  }

  /// Defines a series that is not defined yet.
  void define(DefinitionReader definition) {
    if (definition.labelCount() == 0) {
      throw new CorruptDataException("series without labels: " + definition.id());
    }
    TenantIndex owner = index.tenantOrNew(definition.tenant());
    if (definition != reader || definition.group() != group) {
      reader = definition; // groups are numbered per reader
      group = definition.group();
      pairCount = 0;
      nameCount = 0;
    }
    grow(definition);
    index.begin(owner, definition.id(), definition.shard());
    for (int i = 0; i < definition.labelCount(); i++) {
      int number = definition.pair(i);
      if (pairs[number] != UNKNOWN) {
        index.addPair(pairs[number]);
      } else {
        pairs[number] =
            index.addLabel(
                name(owner, definition, definition.pairName(number)),
                definition.bytes(),
                definition.valueStart(number),
                definition.valueLength(number));
      }
    }
    index.commit();
  }

  private LabelName name(TenantIndex owner, DefinitionReader definition, int number) {
    while (nameCount <= number) {
      names[nameCount] = owner.nameOrNew(definition.name(nameCount));
      nameCount++;
    }
    return names[number];
  }

  private void grow(DefinitionReader definition) {
    int count = definition.pairCount();
    if (count > pairs.length) {
      pairs = Arrays.copyOf(pairs, Math.max(count, pairs.length * 2));
    }
    if (count > pairCount) {
      Arrays.fill(pairs, pairCount, count, UNKNOWN);
      pairCount = count;
    }
    if (definition.nameCount() > names.length) {
      names = Arrays.copyOf(names, Math.max(definition.nameCount(), names.length * 2));
    }
  }
}
