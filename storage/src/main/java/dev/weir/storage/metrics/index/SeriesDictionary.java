package dev.weir.storage.metrics.index;

/// Finds the id of a known series by the 128-bit hash of its canonical key. An accelerator: the
/// catalogue is the truth, and a dictionary in doubt is thrown away and rebuilt from it.
///
/// One thread at a time. `find` allocates nothing.
public interface SeriesDictionary extends AutoCloseable {
  /// What [#find] returns for an unknown hash.
  int NONE = -1;

  /// The id put under this hash, or [#NONE].
  int find(long high, long low);

  /// Adds an entry; `id` is not negative. An entry already there is replaced.
  void put(long high, long low, int id);

  /// Number of entries.
  int size();

  /// Lets go of memory and files; what is persisted is marked as complete. Closing again does
  /// nothing.
  @Override
  void close();
}
