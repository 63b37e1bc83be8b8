package dev.weir.alerting.eval;

import dev.weir.alerting.anomaly.Band;
import dev.weir.alerting.anomaly.BandSettings;
import dev.weir.alerting.anomaly.SeasonalBand;
import dev.weir.alerting.rule.BandRule;
import dev.weir.alerting.rule.Rule;
import dev.weir.alerting.template.TemplateSample;
import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.query.engine.QueryException;
import dev.weir.query.engine.Steps;
import dev.weir.storage.model.Labels;
import dev.weir.storage.selfmetrics.Counter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bands of one anomaly rule, one for each series of its expression. Guarded by its group's
/// lock.
///
/// Bands are not saved: the first evaluation learns them from what is stored, which also gives a
/// new rule its history at once. A band takes up to 7 KB, so their number is limited; a series
/// beyond it is left out and counted.
final class AnomalyBands {
  private static final Logger LOG = LoggerFactory.getLogger(AnomalyBands.class);

  /// Series of one rule.
  static final int MAX_SERIES = 1_000;

  /// A band that was not needed for so long makes room when there is none.
  private static final long IDLE_MS = 86_400_000L;

  private static final long MINUTE_MS = 60_000;
  private static final long DAY_MS = 86_400_000L;

  /// Points learned from one stored series: enough for any season, and within what a query may ask.
  private static final long MAX_POINTS = 8_000;

  private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(30);
  private static final int WARM_UP_TRIES = 3;

  /// What one evaluation found.
  ///
  /// @param outside series outside of their bands
  /// @param bounds the bands, as series; none of those that are still being learnt
  record Verdict(List<TemplateSample> outside, Map<Labels, Double> bounds) {}

  /// A band and when its series was last there.
  private static final class Learnt {
    private final SeasonalBand band;
    private long seenMs;

    Learnt(SeasonalBand band, long seenMs) {
      this.band = band;
      this.seenMs = seenMs;
    }
  }

  private final Rule.Anomaly rule;
  private final RuleQueries queries;
  private final Counter refused;
  private final Map<Labels, Learnt> bands = new HashMap<>();
  private int triesLeft = WARM_UP_TRIES;

  AnomalyBands(Rule.Anomaly rule, RuleQueries queries, Counter refused) {
    this.rule = rule;
    this.queries = queries;
    this.refused = refused;
  }

  int count() {
    return bands.size();
  }

  boolean isFor(Rule.Anomaly other) {
    return rule.band().equals(other.band()) && rule.expr().equals(other.expr());
  }

  /// Judges `found` by what came before, then learns from it.
  Verdict judge(List<TemplateSample> found, RuleRunner.Moment moment) {
    if (triesLeft > 0) {
      warmUp(moment.dataTimeMs());
    }
    var outside = new ArrayList<TemplateSample>();
    var bounds = new HashMap<Labels, Double>();
    for (TemplateSample sample : found) {
      Learnt learnt = band(sample.labels(), moment.dataTimeMs());
      if (learnt == null) {
        continue;
      }
      learnt.seenMs = moment.dataTimeMs();
      Band band = learnt.band.add(moment.dataTimeMs(), sample.value());
      if (!band.isLearning()) {
        bounds.put(RuleSeries.bound(rule.name(), sample.labels(), "lower"), band.lower());
        bounds.put(RuleSeries.bound(rule.name(), sample.labels(), "upper"), band.upper());
        if (band.isAnomalous() && isWanted(band, sample.value())) {
          outside.add(sample);
        }
      }
    }
    return new Verdict(outside, bounds);
  }

  private boolean isWanted(Band band, double value) {
    double middle = (band.lower() + band.upper()) / 2;
    return switch (rule.band().direction()) {
      case BOTH -> true;
      case UP -> value > middle;
      case DOWN -> value < middle;
    };
  }

  private @Nullable Learnt band(Labels labels, long timeMs) {
    Learnt known = bands.get(labels);
    if (known != null) {
      return known;
    }
    if (bands.size() >= MAX_SERIES) {
      bands.values().removeIf(learnt -> timeMs - learnt.seenMs > IDLE_MS);
    }
    if (bands.size() >= MAX_SERIES) {
      refused.increment();
      return null;
    }
    BandRule band = rule.band();
    var settings = new BandSettings(band.season(), band.sensitivity(), band.minHistoryMs());
    var learnt = new Learnt(new SeasonalBand(settings), timeMs);
    bands.put(labels, learnt);
    return learnt;
  }

  // ---- history ----

  /// How far back bands are learnt from, and at which step.
  static Steps history(BandRule band, long endMs) {
    long seasonsMs =
        switch (band.season()) {
          case NONE -> DAY_MS / 4;
          case DAY -> 7 * DAY_MS;
          case WEEK -> 28 * DAY_MS;
        };
    long lengthMs = Math.min(Math.max(seasonsMs, 2 * band.minHistoryMs()), 56 * DAY_MS);
    long stepMs = (lengthMs / MAX_POINTS / MINUTE_MS + 1) * MINUTE_MS;
    return Steps.range(endMs - lengthMs, endMs - stepMs, stepMs);
  }

  private void warmUp(long endMs) {
    triesLeft--;
    try {
      HeldVector series = queries.range(rule.expr(), history(rule.band(), endMs), WARM_UP_TIMEOUT);
      for (int i = 0; i < series.count(); i++) {
        Learnt learnt = band(series.labels(i), endMs);
        if (learnt != null) {
          learn(learnt.band, series.steps(), series.row(i));
        }
      }
      triesLeft = 0;
    } catch (QueryException e) {
      LOG.warn(
          "anomaly_history_unread rule={} reason=\"{}\" tries_left={}",
          rule.name(),
          e.text(),
          triesLeft);
    }
  }

  private static void learn(SeasonalBand band, Steps steps, double[] row) {
    for (int i = 0; i < row.length; i++) {
      if (!Absent.is(row[i])) {
        band.add(steps.timeMs(i), row[i]);
      }
    }
  }
}
