package dev.weir.query.logql;

import dev.weir.query.logql.ast.LogqlExpr.Grouping;
import dev.weir.query.logql.ast.LogqlExpr.LogQuery;
import dev.weir.query.logql.ast.LogqlExpr.MetricExpr;
import dev.weir.query.logql.ast.LogqlExpr.RangeAggregation;
import dev.weir.query.logql.ast.LogqlExpr.Unwrap;
import dev.weir.query.logql.ast.LogqlExpr.VectorAggregation;
import dev.weir.storage.logs.LogRows;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// The model of the engine: every evaluation on its own, every line on its own, nothing remembered,
/// nothing pushed down but line filters. Shares the stages with the engine and nothing else.
final class PlainScan {
  private final List<MemoryLogStore.Line> lines;

  PlainScan(List<MemoryLogStore.Line> lines) {
    this.lines = lines;
  }

  /// A line that passed, as a value in a window.
  private record Sample(long timeNs, long ordinal, double value) {}

  /// A line of a result: time, labels, text.
  record Shown(long timeNs, Labels labels, String text) {}

  /// Lines in order of time, then stream, then arrival.
  List<Shown> lines(LogQuery query, LogSearch search) {
    List<MemoryLogStore.Line> sorted = new ArrayList<>(lines);
    Comparator<MemoryLogStore.Line> order =
        Comparator.comparingLong(MemoryLogStore.Line::timeNs)
            .thenComparing(MemoryLogStore.Line::stream)
            .thenComparingLong(MemoryLogStore.Line::ordinal);
    sorted.sort(search.forward() ? order : order.reversed());
    List<Shown> shown = new ArrayList<>();
    LogPipeline pipeline = LogPipeline.compile(query);
    var kept = new LineState();
    for (MemoryLogStore.Line line : sorted) {
      if (line.timeNs() >= search.startNs() && line.timeNs() < search.endNs()) {
        LineState state = through(pipeline, kept, query, line);
        boolean apart =
            shown.isEmpty()
                || Math.abs(line.timeNs() - shown.getLast().timeNs()) >= search.intervalNs();
        if (state != null && apart) {
          shown.add(new Shown(line.timeNs(), state.merged(), state.line()));
        }
      }
    }
    return shown.subList(0, Math.min(shown.size(), search.limit()));
  }

  private static @Nullable LineState through(
      LogPipeline pipeline, LineState state, LogQuery query, MemoryLogStore.Line line) {
    byte[] text = line.text().getBytes(StandardCharsets.UTF_8);
    if (!MemoryLogStore.matches(query.selector(), line.stream())
        || !pipeline.pushedDown().stream().allMatch(f -> f.accepts(text, 0, text.length))) {
      return null;
    }
    var rows = new LogRows().clear(line.stream());
    rows.add(line.timeNs(), line.ordinal());
    rows.line(text, 0, text.length);
    line.fields().forEach(rows::field);
    return pipeline.process(state.start(rows, 0)) ? state : null;
  }

  /// What an expression of range and vector aggregations comes to at one time.
  Map<Labels, Double> at(MetricExpr expr, long timeNs) {
    return switch (expr) {
      case RangeAggregation range -> range(range, timeNs);
      case VectorAggregation vector -> vector(vector, at(vector.of(), timeNs));
      default -> throw new IllegalArgumentException("not in the model: " + expr);
    };
  }

  private Map<Labels, Double> range(RangeAggregation range, long timeNs) {
    long end = timeNs - range.offsetNs();
    Unwrap unwrap = range.unwrap();
    boolean bytes = range.function().name().startsWith("BYTES");
    Map<Labels, List<Sample>> series = new TreeMap<>();
    LogPipeline pipeline = LogPipeline.compile(range, null);
    var kept = new LineState();
    for (MemoryLogStore.Line line : lines) {
      if (line.timeNs() <= end - range.rangeNs() || line.timeNs() > end) {
        continue;
      }
      LineState state = through(pipeline, kept, range.query(), line);
      if (state != null) {
        Labels all = state.merged();
        Labels labels =
            range.grouping() != null && !range.grouping().without()
                ? grouped(all, range.grouping())
                : without(grouped(all, range.grouping()), unwrap);
        double value = unwrap != null ? state.value() : bytes ? state.to() - state.from() : 1;
        series
            .computeIfAbsent(labels, l -> new ArrayList<>())
            .add(new Sample(line.timeNs(), line.ordinal(), value));
      }
    }
    Map<Labels, Double> result = new TreeMap<>();
    series.forEach((labels, samples) -> {
      samples.sort(Comparator.comparingLong(Sample::timeNs).thenComparingLong(Sample::ordinal));
      result.put(labels, reduce(range, samples.stream().map(Sample::value).toList()));
    });
    return result;
  }

  private static Labels without(Labels labels, @Nullable Unwrap unwrap) {
    return unwrap == null ? labels : labels.without(unwrap.label());
  }

  private static Labels grouped(Labels labels, @Nullable Grouping grouping) {
    if (grouping == null) {
      return labels;
    }
    var kept = new LabelsBuilder();
    for (int i = 0; i < labels.count(); i++) {
      if (grouping.names().contains(labels.name(i)) != grouping.without()) {
        kept.set(labels.name(i), labels.value(i));
      }
    }
    return kept.build();
  }

  private static double reduce(RangeAggregation range, List<Double> values) {
    double seconds = range.rangeNs() / 1e9;
    ToDoubleFunction<List<Double>> sum = all -> all.stream().mapToDouble(Double::doubleValue).sum();
    double mean = sum.applyAsDouble(values) / values.size();
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / values.size();
    List<Double> sorted = values.stream().sorted().toList();
    return switch (range.function()) {
      case COUNT_OVER_TIME -> values.size();
      case RATE, BYTES_RATE -> sum.applyAsDouble(values) / seconds;
      case BYTES_OVER_TIME, SUM_OVER_TIME -> sum.applyAsDouble(values);
      case AVG_OVER_TIME -> mean;
      case MIN_OVER_TIME -> sorted.getFirst();
      case MAX_OVER_TIME -> sorted.getLast();
      case STDVAR_OVER_TIME -> variance;
      case STDDEV_OVER_TIME -> Math.sqrt(variance);
      case FIRST_OVER_TIME -> values.getFirst();
      case LAST_OVER_TIME -> values.getLast();
      case QUANTILE_OVER_TIME -> {
        double rank = range.parameter() * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(rank));
        yield below + (sorted.get((int) Math.ceil(rank)) - below) * (rank - Math.floor(rank));
      }
      case RATE_COUNTER -> {
        double grown = 0;
        for (int i = 1; i < values.size(); i++) {
          double before = values.get(i - 1);
          grown += values.get(i) < before ? values.get(i) : values.get(i) - before;
        }
        yield grown / seconds;
      }
      case ABSENT_OVER_TIME -> throw new IllegalArgumentException("not in the model");
    };
  }

  private static Map<Labels, Double> vector(VectorAggregation vector, Map<Labels, Double> input) {
    Map<Labels, List<Double>> groups = new TreeMap<>();
    Grouping grouping =
        vector.grouping() == null ? new Grouping(false, List.of()) : vector.grouping();
    input.forEach((labels, value) ->
        groups.computeIfAbsent(grouped(labels, grouping), l -> new ArrayList<>()).add(value));
    Map<Labels, Double> result = new TreeMap<>();
    groups.forEach((labels, values) -> {
      double sum = values.stream().mapToDouble(Double::doubleValue).sum();
      result.put(
          labels,
          switch (vector.function()) {
            case SUM -> sum;
            case AVG -> sum / values.size();
            case MIN -> values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            case MAX -> values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            case COUNT -> (double) values.size();
            default -> throw new IllegalArgumentException("not in the model: " + vector);
          });
    });
    return result;
  }
}
