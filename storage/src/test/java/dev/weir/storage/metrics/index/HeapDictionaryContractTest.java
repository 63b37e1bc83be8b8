package dev.weir.storage.metrics.index;

class HeapDictionaryContractTest extends SeriesDictionaryContract {
  @Override
  SeriesDictionary create(int expected) {
    return DictionaryStore.HEAP.create(expected);
  }
}
