package dev.weir.ingest.statsd;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SeriesBatch;
import org.jspecify.annotations.Nullable;

/// Turns one tenant's windows into samples at the end of an interval: the names and arithmetic of
/// the reference daemon. The apply thread's.
///
/// Of the daemon's own series, `calculationtime` and `processing_time` are milliseconds of the
/// previous flush, `flush_time` the same, `flush_length` the number of samples in it, and
/// `last_exception` is 0: there is no connection to a Graphite server that could fail.
final class StatsdFlush {
  /// When a flush happens, by the clock and by the interval it stands for.
  ///
  /// @param timestampMs what samples are stamped with
  /// @param intervalSeconds what rates are computed over
  /// @param previousSeconds time of the flush before, in whole seconds; 0 when there was none
  /// @param lagSeconds how much later than planned this flush is
  /// @param previousMillis how long the flush before took
  /// @param previousSamples how many samples it had
  record Moment(
      long timestampMs,
      double intervalSeconds,
      long previousSeconds,
      double lagSeconds,
      long previousMillis,
      int previousSamples) {}

  private final StatsdSettings settings;
  private final StatsdNames names;
  private final TimerStatistics statistics;
  private final Labels[] selfLabels;
  private final Labels lag;

  StatsdFlush(StatsdSettings settings, StatsdNames names) {
    this.settings = settings;
    this.names = names;
    statistics = new TimerStatistics(settings);
    lag = names.gauge(names.selfKey("timestamp_lag"));
    selfLabels =
        new Labels[] {
          names.counterRate(names.selfKey("bad_lines_seen")),
          names.counterCount(names.selfKey("bad_lines_seen")),
          names.counterRate(names.selfKey("packets_received")),
          names.counterCount(names.selfKey("packets_received")),
          names.counterRate(names.selfKey("metrics_received")),
          names.counterCount(names.selfKey("metrics_received")),
          names.numStats(),
          names.self("graphiteStats.calculationtime"),
          names.self("processing_time"),
          names.self("graphiteStats.last_exception"),
          names.self("graphiteStats.last_flush"),
          names.self("graphiteStats.flush_time"),
          names.self("graphiteStats.flush_length"),
        };
  }

  void emit(TenantWindows windows, Moment moment, SeriesBatch out) {
    int count = counters(windows.counters, moment, out);
    count += timers(windows.timers, moment, out);
    count += gauges(windows.gauges, moment, out);
    count += sets(windows.sets, moment, out);
    self(windows, moment, count, out);
  }

  private int counters(CounterSlots counters, Moment moment, SeriesBatch out) {
    int emitted = 0;
    for (int slot = 0; slot < counters.end(); slot++) {
      if (!isEmitted(counters, slot, settings.idle().deleteCounters())) {
        continue;
      }
      @Nullable Labels[] labels = counters.labels(slot);
      if (labels == null) {
        String key = counters.name(slot);
        labels = new @Nullable Labels[] {names.counterRate(key), names.counterCount(key)};
        counters.keepLabels(slot, labels);
      }
      double sum = counters.sum(slot);
      add(out, labels[0], moment, sum / moment.intervalSeconds);
      if (settings.flushCounts()) {
        add(out, labels[1], moment, sum);
      }
      emitted++;
    }
    return emitted;
  }

  private int timers(TimerSlots timers, Moment moment, SeriesBatch out) {
    int emitted = 0;
    String[] suffixes = statistics.suffixes();
    for (int slot = 0; slot < timers.end(); slot++) {
      if (!isEmitted(timers, slot, settings.idle().deleteTimers())) {
        continue;
      }
      @Nullable Labels[] labels = timers.labels(slot);
      if (labels == null) {
        labels = new @Nullable Labels[suffixes.length];
        timers.keepLabels(slot, labels);
      }
      emitted++;
      if (timers.count(slot) == 0) {
        add(out, timer(timers, slot, TimerStatistics.COUNT, labels), moment, 0);
        add(out, timer(timers, slot, TimerStatistics.COUNT_PS, labels), moment, 0);
        continue;
      }
      double[] row = statistics.compute(timers, slot, moment.intervalSeconds);
      for (int i = 0; i < row.length; i++) {
        if (!Double.isNaN(row[i])) {
          add(out, timer(timers, slot, i, labels), moment, row[i]);
        }
      }
    }
    return emitted;
  }

  private Labels timer(TimerSlots timers, int slot, int index, @Nullable Labels[] labels) {
    Labels built = labels[index];
    if (built == null) {
      built = names.timer(timers.name(slot), statistics.suffixes()[index]);
      labels[index] = built;
    }
    return built;
  }

  private int gauges(GaugeSlots gauges, Moment moment, SeriesBatch out) {
    StatsdSettings.Idle idle = settings.idle();
    int emitted = 0;
    for (int slot = 0; slot < gauges.end(); slot++) {
      boolean isFresh =
          gauges.isLive(slot)
              && (gauges.isSeen(slot) || gauges.idleFlushes(slot) + 1 < idle.gaugeFlushes());
      if (gauges.isLive(slot) && (isFresh || !idle.deleteGauges())) {
        @Nullable Labels[] labels = gauges.labels(slot);
        if (labels == null) {
          labels = new @Nullable Labels[] {names.gauge(gauges.name(slot))};
          gauges.keepLabels(slot, labels);
        }
        add(out, labels[0], moment, gauges.value(slot));
        emitted++;
      }
    }
    if (moment.previousSeconds != 0) {
      add(out, lag, moment, moment.lagSeconds);
      emitted++;
    }
    return emitted;
  }

  private int sets(SetSlots sets, Moment moment, SeriesBatch out) {
    int emitted = 0;
    for (int slot = 0; slot < sets.end(); slot++) {
      if (isEmitted(sets, slot, settings.idle().deleteSets())) {
        @Nullable Labels[] labels = sets.labels(slot);
        if (labels == null) {
          labels = new @Nullable Labels[] {names.setCount(sets.name(slot))};
          sets.keepLabels(slot, labels);
        }
        add(out, labels[0], moment, sets.count(slot));
        emitted++;
      }
    }
    return emitted;
  }

  private void self(TenantWindows windows, Moment moment, int emitted, SeriesBatch out) {
    double[] counted = {windows.badLines(), windows.packets(), windows.lines()};
    for (int i = 0; i < counted.length; i++) {
      add(out, selfLabels[2 * i], moment, counted[i] / moment.intervalSeconds);
      if (settings.flushCounts()) {
        add(out, selfLabels[2 * i + 1], moment, counted[i]);
      }
    }
    add(out, selfLabels[6], moment, emitted + counted.length);
    add(out, selfLabels[7], moment, moment.previousMillis);
    add(out, selfLabels[8], moment, moment.previousMillis);
    add(out, selfLabels[9], moment, 0);
    add(out, selfLabels[10], moment, moment.previousSeconds);
    add(out, selfLabels[11], moment, moment.previousMillis);
    add(out, selfLabels[12], moment, moment.previousSamples);
  }

  private static boolean isEmitted(Slots slots, int slot, boolean deletesIdle) {
    return slots.isLive(slot) && (slots.isSeen(slot) || !deletesIdle);
  }

  private static void add(SeriesBatch out, @Nullable Labels labels, Moment moment, double value) {
    if (labels != null && !Double.isNaN(value)) {
      out.add(labels, moment.timestampMs, value);
    }
  }
}
