package dev.weir.storage.logs.part;

import dev.weir.storage.logs.LogPlan;
import dev.weir.storage.model.Labels;
import java.util.ArrayList;
import java.util.List;

/// The streams of a part that a plan selects, by their rows. Immutable.
final class Selected {
  private final List<PartFooter.Stream> streams;

  private Selected(List<PartFooter.Stream> streams) {
    this.streams = streams;
  }

  static Selected of(PartFooter footer, LogPlan plan) {
    var selected = new ArrayList<PartFooter.Stream>();
    for (PartFooter.Stream stream : footer.streams) {
      if (isIn(plan, stream) && PartReader.matches(plan.streams(), stream.labels())) {
        selected.add(stream);
      }
    }
    return new Selected(selected);
  }

  /// True when the stream's times touch the plan's range.
  static boolean isIn(LogPlan plan, PartFooter.Stream stream) {
    return stream.minNs() < plan.endNs() && stream.maxNs() >= plan.startNs();
  }

  int length() {
    return streams.size();
  }

  Labels labels(int index) {
    return streams.get(index).labels();
  }

  long firstRow(int index) {
    return streams.get(index).firstRow();
  }

  long endRow(int index) {
    return streams.get(index).firstRow() + streams.get(index).rows();
  }

  /// Index of the first stream that ends after `row`, or [#length()].
  int firstFrom(long row) {
    int low = 0;
    int high = streams.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (endRow(middle) <= row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
