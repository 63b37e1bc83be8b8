package dev.weir.ingest.statsd;

import java.util.List;

/// How statsd windows are aggregated, named and bounded. [#defaults()] are those of the reference
/// daemon; the names in the comments are its configuration's. Immutable.
///
/// @param flushIntervalMs `flushInterval`, the nominal length of a window
/// @param percentThresholds `percentThreshold`: other than 0, at most 100 either way; negative ones
///   mean the highest values
/// @param histograms `histogram`: the first whose `metric` is part of the key applies
/// @param namespace `legacyNamespace`, prefixes, suffix and `prefixStats`
/// @param flushCounts `flush_counts`: whether a counter's count is emitted beside its rate
/// @param sanitizeNames `keyNameSanitize`
/// @param idle which kinds are left out while nothing arrives for them
/// @param limits bounds on the state of one tenant
public record StatsdSettings(
    long flushIntervalMs,
    List<Double> percentThresholds,
    List<TimerHistogram> histograms,
    Namespace namespace,
    boolean flushCounts,
    boolean sanitizeNames,
    Idle idle,
    Limits limits) {

  public StatsdSettings {
    if (flushIntervalMs < 100) {
      throw new IllegalArgumentException("flush interval too short: " + flushIntervalMs + " ms");
    }
    percentThresholds = List.copyOf(percentThresholds);
    histograms = List.copyOf(histograms);
    for (double p : percentThresholds) {
      if (p == 0 || !(Math.abs(p) <= 100)) {
        throw new IllegalArgumentException("percent threshold not in -100..100 or 0: " + p);
      }
    }
  }

  /// The reference daemon's own defaults: 10 s, percentile 90, legacy names.
  public static StatsdSettings defaults() {
    return new StatsdSettings(
        10_000,
        List.of(90.0),
        List.of(),
        Namespace.legacy(),
        true,
        true,
        Idle.keepAll(),
        Limits.defaults());
  }

  public StatsdSettings withFlushIntervalMs(long ms) {
    return new StatsdSettings(
        ms, percentThresholds, histograms, namespace, flushCounts, sanitizeNames, idle, limits);
  }

  public StatsdSettings withPercentThresholds(List<Double> thresholds) {
    return new StatsdSettings(
        flushIntervalMs,
        thresholds,
        histograms,
        namespace,
        flushCounts,
        sanitizeNames,
        idle,
        limits);
  }

  public StatsdSettings withHistograms(List<TimerHistogram> newHistograms) {
    return new StatsdSettings(
        flushIntervalMs,
        percentThresholds,
        newHistograms,
        namespace,
        flushCounts,
        sanitizeNames,
        idle,
        limits);
  }

  public StatsdSettings withNamespace(Namespace newNamespace) {
    return new StatsdSettings(
        flushIntervalMs,
        percentThresholds,
        histograms,
        newNamespace,
        flushCounts,
        sanitizeNames,
        idle,
        limits);
  }

  public StatsdSettings withFlushCounts(boolean flush) {
    return new StatsdSettings(
        flushIntervalMs,
        percentThresholds,
        histograms,
        namespace,
        flush,
        sanitizeNames,
        idle,
        limits);
  }

  public StatsdSettings withSanitizeNames(boolean sanitize) {
    return new StatsdSettings(
        flushIntervalMs,
        percentThresholds,
        histograms,
        namespace,
        flushCounts,
        sanitize,
        idle,
        limits);
  }

  public StatsdSettings withIdle(Idle newIdle) {
    return new StatsdSettings(
        flushIntervalMs,
        percentThresholds,
        histograms,
        namespace,
        flushCounts,
        sanitizeNames,
        newIdle,
        limits);
  }

  public StatsdSettings withLimits(Limits newLimits) {
    return new StatsdSettings(
        flushIntervalMs,
        percentThresholds,
        histograms,
        namespace,
        flushCounts,
        sanitizeNames,
        idle,
        newLimits);
  }

  /// Upper bounds (exclusive, ascending) of a timer's histogram; the last may be infinite.
  ///
  /// @param metric part of the key this applies to, empty for every key
  /// @param bounds no bounds switch the histogram off
  public record TimerHistogram(String metric, List<Double> bounds) {
    public TimerHistogram {
      bounds = List.copyOf(bounds);
    }
  }

  /// What names begin and end with. Prefixes count only when not legacy; an empty one is left out
  /// together with its dot.
  public record Namespace(
      boolean isLegacy,
      String globalPrefix,
      String counterPrefix,
      String timerPrefix,
      String gaugePrefix,
      String setPrefix,
      String globalSuffix,
      String selfPrefix) {

    public static Namespace legacy() {
      return new Namespace(true, "stats", "counters", "timers", "gauges", "sets", "", "statsd");
    }

    /// `legacyNamespace: false` with the default prefixes.
    public static Namespace modern() {
      return new Namespace(false, "stats", "counters", "timers", "gauges", "sets", "", "statsd");
    }
  }

  /// `deleteCounters` and so on: true leaves a name out of a flush when it was not seen in the
  /// window (a gauge: not in `gaugeFlushes` windows); false emits zeros (a gauge: its value).
  public record Idle(
      boolean deleteCounters,
      boolean deleteTimers,
      boolean deleteSets,
      boolean deleteGauges,
      int gaugeFlushes) {

    public static Idle keepAll() {
      return new Idle(false, false, false, false, 1);
    }

    /// `deleteIdleStats: true`.
    public static Idle deleteAll() {
      return new Idle(true, true, true, true, 1);
    }
  }

  /// Bounds on one tenant's windows; what is over them is dropped and counted.
  ///
  /// @param names names of all kinds together
  /// @param idleNames names among them that may go on being emitted without being seen; beyond it,
  ///   those idle longest are forgotten
  /// @param nameBytes length of a name with its tags
  /// @param exactTimerValues values per timer and window up to which percentiles are exact
  /// @param timerValues exact values of all timers of the server in a window
  /// @param setMembers members of one set in a window
  /// @param tenants tenants with windows, in the whole server
  public record Limits(
      int names,
      int idleNames,
      int nameBytes,
      int exactTimerValues,
      int timerValues,
      int setMembers,
      int tenants) {

    public static Limits defaults() {
      return new Limits(200_000, 100_000, 2048, 10_000, 8_000_000, 100_000, 1000);
    }
  }
}
