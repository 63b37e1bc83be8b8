package dev.weir.alerting.eval;

import dev.weir.query.engine.QueryException;
import dev.weir.storage.selfmetrics.Counter;
import java.util.Map;
import java.util.TreeMap;

/// Room for the texts of the alerts of one rule: ten thousand alerts with an annotation of 16 KiB
/// each would fill the memory. Labels make an alert what it is, so too many of them fail the rule;
/// annotations are left out where there is no more room, which is counted. One evaluation.
final class TextRoom {
  /// Most characters of labels.
  static final long MAX_LABELS = 16L << 20;

  /// Most characters of annotations.
  static final long MAX_ANNOTATIONS = 8L << 20;

  private final Counter cut;
  private long labels;
  private long annotations;

  TextRoom(Counter cut) {
    this.cut = cut;
  }

  /// `alert`, without its annotations when there is no room for them.
  AlertInstance take(AlertInstance alert) {
    labels += length(alert.labels().toMap());
    if (labels > MAX_LABELS) {
      throw QueryException.execution(
          "labels of alerts too long together: limit " + MAX_LABELS + " characters");
    }
    long length = length(alert.annotations());
    if (annotations + length > MAX_ANNOTATIONS) {
      cut.increment();
      return new AlertInstance(
          alert.labels(), new TreeMap<>(), alert.state(), alert.since(), alert.value());
    }
    annotations += length;
    return alert;
  }

  private static long length(Map<String, String> texts) {
    long length = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      length += text.getKey().length() + text.getValue().length();
    }
    return length;
  }
}
