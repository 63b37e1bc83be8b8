package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.storage.model.Labels;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The series that rules write about themselves.
final class RuleSeries {
  /// 1 for each alert, with its state as a label.
  static final String ALERTS = "ALERTS";

  /// Since when each alert is active, in epoch seconds.
  static final String FOR_STATE = "ALERTS_FOR_STATE";

  /// The band of each series of an anomaly rule.
  static final String BAND = "ANOMALY_BAND";

  static final String STATE_LABEL = "alertstate";
  static final String BOUND_LABEL = "bound";

  private RuleSeries() {}

  /// `ALERTS` and `ALERTS_FOR_STATE` of `alerts`.
  static Map<Labels, Double> of(Collection<AlertInstance> alerts) {
    var series = new HashMap<Labels, Double>();
    for (AlertInstance alert : alerts) {
      series.put(state(alert.labels(), alert.state()), 1.0);
      series.put(
          alert.labels().toBuilder().set(Labels.NAME, FOR_STATE).build(),
          (double) Math.floorDiv(alert.since().activeAtMs(), 1000L));
    }
    return series;
  }

  private static Labels state(Labels alert, State state) {
    return alert.toBuilder()
        .set(Labels.NAME, ALERTS)
        .set(STATE_LABEL, state.name().toLowerCase(Locale.ROOT))
        .build();
  }

  /// One bound of the band of `series`.
  static Labels bound(String alert, Labels series, String bound) {
    return series.toBuilder()
        .set(Labels.NAME, BAND)
        .set("alertname", alert)
        .set(BOUND_LABEL, bound)
        .build();
  }
}
