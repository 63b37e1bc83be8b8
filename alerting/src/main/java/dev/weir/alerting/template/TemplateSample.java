package dev.weir.alerting.template;

import dev.weir.storage.model.Labels;

/// One result of a query within a template.
///
/// @param labels of the series
/// @param value at the time of the evaluation
public record TemplateSample(Labels labels, double value) {}
