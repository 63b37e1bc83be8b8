package dev.weir.alerting.template;

import dev.weir.storage.model.Labels;

/// What a template is expanded over.
///
/// @param labels of the series that made the alert: `$labels`
/// @param value of it: `$value`
/// @param externalLabels of this installation: `$externalLabels`
/// @param externalUrl where this installation is reached, without a final slash: `$externalURL`
public record TemplateData(
    Labels labels, double value, Labels externalLabels, String externalUrl) {}
