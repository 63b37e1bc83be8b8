package dev.weir.query.logql;

/// Values of `__error__`. Source: Loki 3, `pkg/logql/log/error.go`.
final class PipelineErrors {
  static final String JSON = "JSONParserErr";
  static final String LOGFMT = "LogfmtParserErr";
  static final String LABEL_FILTER = "LabelFilterErr";
  static final String SAMPLE_EXTRACTION = "SampleExtractionErr";
  static final String TEMPLATE = "TemplateFormatErr";

  private PipelineErrors() {}
}
