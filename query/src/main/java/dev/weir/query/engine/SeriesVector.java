package dev.weir.query.engine;

import dev.weir.storage.model.Labels;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Some series, each with one row of values over the same steps. Either held in memory
/// ([HeldVector]) or computed row by row when asked for ([LazyVector]). Used by one thread;
/// consumed once.
public sealed interface SeriesVector permits HeldVector, LazyVector {
  Steps steps();

  int count();

  /// Labels of series `index`, as they are now.
  Labels labels(int index);

  /// Hands out every row in order of index. A row belongs to the receiver for the time of the call
  /// only, who may change it.
  void forEachRow(RowReceiver receiver);

  /// Kernels that compute single rows, one for each thread that wants to.
  Supplier<RowKernel> kernels();

  /// All rows in memory; series without any value are left out.
  HeldVector hold();

  /// Applies `change` to every row when it is computed. `change` must be safe from any thread.
  SeriesVector mapRows(RowChange change);

  /// The same rows under other labels.
  SeriesVector mapLabels(UnaryOperator<Labels> change);

  /// Takes rows.
  interface RowReceiver {
    void accept(int index, double[] row);
  }

  /// Changes a row in place.
  interface RowChange {
    void apply(double[] row);
  }
}
