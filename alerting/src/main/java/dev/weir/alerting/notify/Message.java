package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// A message as it will be written, of whatever form.
///
/// @param alerts to be shown, firing ones first, then by labels; `endsAtMs` is 0 where they are
///   told as firing
/// @param firingCount of all alerts, also those not shown
/// @param truncatedAlerts how many are not shown
/// @param idempotencyKey the same for every attempt at the same message
record Message(
    String receiver,
    GroupKey group,
    List<Alert> alerts,
    int firingCount,
    int resolvedCount,
    int truncatedAlerts,
    String externalUrl,
    String idempotencyKey) {
  /// Most alerts that a message shows.
  static final int MAX_ALERTS = 500;

  static Message of(
      String receiver, GroupKey group, Pending pending, Told told, String externalUrl) {
    List<Alert> alerts = new ArrayList<>();
    addShown(alerts, pending.firing(), true);
    addShown(alerts, pending.resolved(), false);
    int total = pending.firing().size() + pending.resolved().size();
    String key =
        GroupKey.hash(
            receiver, group.text(), told.sequence() + 1 + "", Long.toHexString(pending.state()));
    return new Message(
        receiver,
        group,
        List.copyOf(alerts),
        pending.firing().size(),
        pending.resolved().size(),
        total - alerts.size(),
        externalUrl,
        key);
  }

  private static void addShown(List<Alert> shown, List<GroupAlert> from, boolean isFiring) {
    from.stream()
        .map(alert ->
            alert.alert() == null ? null : isFiring ? firing(alert.alert()) : alert.alert())
        .filter(alert -> alert != null)
        .sorted(Comparator.comparing(Alert::labels))
        .limit(MAX_ALERTS - shown.size())
        .forEach(shown::add);
  }

  private static Alert firing(Alert alert) {
    return !alert.isResolved()
        ? alert
        : new Alert(
            alert.tenant(),
            alert.labels(),
            alert.annotations(),
            alert.startsAtMs(),
            0,
            alert.value(),
            alert.generatorUrl());
  }

  boolean isFiring() {
    return firingCount > 0;
  }

  String status() {
    return isFiring() ? "firing" : "resolved";
  }

  /// Labels that all shown alerts have.
  SortedMap<String, String> commonLabels() {
    return common(alert -> alert.labels().toMap());
  }

  /// Annotations that all shown alerts have.
  SortedMap<String, String> commonAnnotations() {
    return common(Alert::annotations);
  }

  private SortedMap<String, String> common(Function<Alert, SortedMap<String, String>> of) {
    if (alerts.isEmpty()) {
      return new TreeMap<>();
    }
    var common = new TreeMap<>(of.apply(alerts.getFirst()));
    for (Alert alert : alerts) {
      SortedMap<String, String> own = of.apply(alert);
      common.entrySet().removeIf(entry -> !entry.getValue().equals(own.get(entry.getKey())));
    }
    return common;
  }
}
