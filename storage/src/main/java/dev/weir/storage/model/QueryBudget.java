package dev.weir.storage.model;

/// What one query may still spend. Passed along with every plan, across the wire too. Methods throw
/// the query's own unchecked exception when a limit is passed, the deadline is over or the client
/// has left. Safe from any thread.
public interface QueryBudget {
  /// Spends and limits nothing.
  QueryBudget UNLIMITED =
      new QueryBudget() {
        @Override
        public void chargeSeries(long count) {}

        @Override
        public void chargeSamples(long count) {}

        @Override
        public void check() {}
      };

  /// Charges series selected.
  void chargeSeries(long count);

  /// Charges samples decoded.
  void chargeSamples(long count);

  /// Throws when the deadline is over or the query was cancelled.
  void check();
}
