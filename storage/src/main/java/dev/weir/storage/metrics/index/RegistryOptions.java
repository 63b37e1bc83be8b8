package dev.weir.storage.metrics.index;

/// How a registry is opened. `repair` (`storage.repair`): damage to the catalogue is left out
/// rather than stopping the start.
public record RegistryOptions(SeriesLimits limits, Dictionary dictionary, boolean repair) {
  /// What a server uses when nothing else is said.
  public static final RegistryOptions DEFAULT =
      new RegistryOptions(SeriesLimits.DEFAULT, Dictionary.CHRONICLE, false);

  /// Where the dictionary lives (`storage.metrics.dictionary`).
  public enum Dictionary {
    /// A persisted Chronicle Map, off the heap.
    CHRONICLE,
    /// Arrays on the heap, filled from the catalogue at every start.
    HEAP
  }

  public RegistryOptions withLimits(SeriesLimits newLimits) {
    return new RegistryOptions(newLimits, dictionary, repair);
  }
}
