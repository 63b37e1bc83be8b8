package dev.weir.query.engine;

import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A vector whose rows are computed when they are wanted, by several threads when there are many,
/// and handed on in order, so that an aggregation over ten thousand series holds a few hundred rows
/// at a time and adds them up in the same order every time.
public final class LazyVector implements SeriesVector {
  /// Rows computed before they are handed on: enough to keep the workers busy, few enough to stay
  /// in the cache.
  private static final int BATCH_ROWS = 128;

  private final QueryContext context;
  private final QueryWorkers workers;
  private final Steps steps;
  private final int count;
  private final IntFunction<Labels> labels;
  private final Supplier<RowKernel> kernels;

  /// `kernels` gives each thread a kernel of its own.
  public LazyVector(
      QueryContext context,
      QueryWorkers workers,
      Steps steps,
      int count,
      IntFunction<Labels> labels,
      Supplier<RowKernel> kernels) {
    this.context = context;
    this.workers = workers;
    this.steps = steps;
    this.count = count;
    this.labels = labels;
    this.kernels = kernels;
  }

  @Override
  public Steps steps() {
    return steps;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Labels labels(int index) {
    return labels.apply(index);
  }

  @Override
  public Supplier<RowKernel> kernels() {
    return kernels;
  }

  @Override
  public void forEachRow(RowReceiver receiver) {
    int batch = Math.min(BATCH_ROWS, count);
    long bytes = 8L * batch * steps.count();
    context.chargeMemory(bytes);
    try {
      var rows = new double[batch][steps.count()];
      for (int from = 0; from < count; from += batch) {
        int base = from;
        int size = Math.min(batch, count - from);
        workers.forEach(
            size,
            () -> {
              RowKernel kernel = kernels.get();
              return i -> kernel.compute(base + i, rows[i]);
            });
        for (int i = 0; i < size; i++) {
          receiver.accept(base + i, rows[i]);
        }
      }
    } finally {
      context.releaseMemory(bytes);
    }
  }

  @Override
  public HeldVector hold() {
    var rows = new double[count][];
    int length = steps.count();
    workers.forEach(
        count,
        () -> {
          RowKernel kernel = kernels.get();
          var scratch = new double[length];
          return i -> {
            kernel.compute(i, scratch);
            if (!Absent.all(scratch)) {
              context.chargeMemory(8L * length);
              rows[i] = scratch.clone();
            }
          };
        });
    List<Labels> keptLabels = new ArrayList<>(count);
    List<double[]> keptRows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (rows[i] != null) {
        keptLabels.add(labels.apply(i));
        keptRows.add(rows[i]);
      }
    }
    return new HeldVector(steps, keptLabels, keptRows);
  }

  @Override
  public LazyVector mapRows(RowChange change) {
    return new LazyVector(
        context,
        workers,
        steps,
        count,
        labels,
        () -> {
          RowKernel kernel = kernels.get();
          return (index, out) -> {
            kernel.compute(index, out);
            change.apply(out);
          };
        });
  }

  @Override
  public LazyVector mapLabels(UnaryOperator<Labels> change) {
    return new LazyVector(
        context, workers, steps, count, i -> change.apply(labels.apply(i)), kernels);
  }
}
