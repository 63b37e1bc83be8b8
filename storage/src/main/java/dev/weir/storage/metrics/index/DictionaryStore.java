package dev.weir.storage.metrics.index;

import org.jspecify.annotations.Nullable;

/// Where dictionaries come from. One thread at a time; at most one dictionary is open.
interface DictionaryStore {
  /// Dictionaries on the heap: none is ever kept.
  DictionaryStore HEAP =
      new DictionaryStore() {
        @Override
        public @Nullable SeriesDictionary open() {
          return null;
        }

        @Override
        public SeriesDictionary create(int expected) {
          return new HeapDictionary(expected);
        }
      };

  /// The dictionary as it was closed last; null when there is none that can be trusted.
  @Nullable SeriesDictionary open();

  /// An empty dictionary with room for `expected` entries, in place of any former one.
  SeriesDictionary create(int expected);
}
