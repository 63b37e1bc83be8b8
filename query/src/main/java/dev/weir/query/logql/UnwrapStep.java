package dev.weir.query.logql;

import dev.weir.query.logql.ast.LabelFilter;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap.Conversion;
import dev.weir.query.logql.text.GoValues;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// `| unwrap`: reads a label as the number that is aggregated. Lines without the label are dropped;
/// those where it is no number keep 0 and an error, which the filters after the unwrap can drop.
/// One thread.
final class UnwrapStep implements PipelineStage {
  private final String label;
  private final Conversion conversion;
  private final List<PipelineStage> filters = new ArrayList<>();

  UnwrapStep(Unwrap unwrap) {
    label = unwrap.label();
    conversion = unwrap.conversion();
    for (LabelFilter filter : unwrap.filters()) {
      filters.add(LabelTests.compile(filter));
    }
  }

  @Override
  public boolean process(LineState line) {
    String text = line.label(label);
    if (text == null || text.isEmpty()) {
      return false;
    }
    switch (conversion) {
      case NUMBER -> {
        double number = GoValues.number(text);
        set(line, GoValues.isNoNumber(number), number, () -> GoValues.numberError(text));
      }
      case BYTES -> {
        double bytes = GoValues.bytes(text);
        set(line, Double.isNaN(bytes), bytes, () -> GoValues.bytesError(text));
      }
      case DURATION, DURATION_SECONDS -> {
        long nanos = GoValues.goDuration(text);
        boolean isNone = nanos == GoValues.NO_DURATION;
        set(line, isNone, nanos / 1e9, () -> GoValues.durationError(text));
      }
    }
    for (PipelineStage filter : filters) {
      if (!filter.process(line)) {
        return false;
      }
    }
    return true;
  }

  private static void set(LineState line, boolean failed, double value, Supplier<String> reason) {
    if (failed) {
      line.setError(PipelineErrors.SAMPLE_EXTRACTION, reason.get());
    } else {
      line.setValue(value);
    }
  }
}
