package dev.weir.ingest.loki;

import dev.weir.storage.model.LabelNames;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import org.jspecify.annotations.Nullable;

/// The labels of one stream, with the limits of a Loki that was not configured, except that more
/// labels are taken. One thread.
final class StreamLabels {
  static final int LABELS_MAX = 40; // Loki: 15, which some agents exceed
  static final int NAME_LENGTH_MAX = 1024;
  static final int VALUE_LENGTH_MAX = 2048;

  private final LabelsBuilder labels = new LabelsBuilder();
  private @Nullable String problem;

  /// Adds a label; a problem is remembered, the first one only.
  void add(String name, String value) {
    if (problem != null) {
      return;
    }
    if (!LabelNames.isValid(name)) {
      problem = "invalid label name: \"" + name + "\"";
    } else if (name.length() > NAME_LENGTH_MAX) {
      problem = "label name too long: " + name.length() + ", limit " + NAME_LENGTH_MAX;
    } else if (value.length() > VALUE_LENGTH_MAX) {
      problem = "label value too long: " + name + ", " + value.length() + ", limit 2048";
    } else if (labels.has(name)) {
      problem = "duplicate label name: " + name;
    } else if (labels.count() == LABELS_MAX) {
      problem = "too many labels, limit " + LABELS_MAX;
    } else {
      labels.set(name, value);
    }
  }

  /// Remembers a problem, unless there is one already.
  void fail(String what) {
    problem = problem == null ? what : problem;
  }

  /// The labels, or null: then [#problem] says why.
  @Nullable Labels build() {
    if (problem == null && labels.count() == 0) {
      problem = "error at least one label pair is required per stream";
    }
    return problem == null ? labels.build() : null;
  }

  /// What is wrong; empty when nothing is.
  String problem() {
    return problem == null ? "" : problem;
  }
}
