package dev.weir.storage.logs;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.logs.part.PartReader;
import dev.weir.storage.logs.part.SearchUnit;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One search over one snapshot: memtables and parts give units, which are visited in the order
/// that the plan wants. Under an order, a part is not even opened before its turn comes, so a
/// search for the newest lines touches the newest parts only.
///
/// One thread.
final class LogSearch {
  /// A part to be opened, or a unit to be visited, with the time that decides whose turn it is.
  private record Step(@Nullable Part part, @Nullable SearchUnit unit, long minNs, long maxNs) {}

  private final PartList parts;
  private final LogPlan plan;
  private final LogSink sink;
  private final QueryBudget budget;
  private final Set<Labels> streams = new HashSet<>();
  private final List<Part> pinned = new ArrayList<>();

  LogSearch(PartList parts, LogPlan plan, LogSink sink, QueryBudget budget) {
    this.parts = parts;
    this.plan = plan;
    this.sink = sink;
    this.budget = budget;
  }

  /// True when a part may hold rows that `plan` asks for.
  static boolean mayHold(PartEntry part, LogPlan plan) {
    return plan.startNs() < plan.endNs()
        && part.summary().tenant().equals(plan.tenant())
        && part.overlaps(plan.startNs(), plan.endNs() - 1);
  }

  void run() {
    if (plan.startNs() == plan.endNs()) {
      return;
    }
    try (PartList.Held held = parts.hold(entry -> mayHold(entry, plan))) {
      try {
        switch (plan.order()) {
          case ANY -> visitAll(held);
          case OLDEST_FIRST -> visitOrdered(held, Comparator.comparingLong(Step::minNs));
          case NEWEST_FIRST -> visitOrdered(held, Comparator.comparingLong(Step::maxNs).reversed());
        }
      } finally {
        unpinAll();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read log parts: " + e.getMessage(), e);
    }
  }

  private void visitAll(PartList.Held held) throws IOException {
    for (Part part : held.parts()) {
      for (SearchUnit unit : unitsOf(part)) {
        if (!visitOf(part, unit)) {
          break;
        }
      }
      unpinAll();
    }
    for (Memtable table : held.memtables()) {
      for (SearchUnit unit : unitsOf(table)) {
        visit(unit);
      }
    }
  }

  private void visitOrdered(PartList.Held held, Comparator<Step> order) throws IOException {
    var steps = new PriorityQueue<Step>(order);
    for (Memtable table : held.memtables()) {
      for (SearchUnit unit : unitsOf(table)) {
        steps.add(new Step(null, unit, unit.minNs(), unit.maxNs()));
      }
    }
    for (Part part : held.parts()) {
      PartEntry entry = part.entry();
      steps.add(new Step(part, null, entry.summary().minNs(), entry.summary().maxNs()));
    }
    var broken = new HashSet<Part>();
    for (Step step = steps.poll(); step != null && isWanted(step); step = steps.poll()) {
      Part part = step.part();
      SearchUnit unit = step.unit();
      if (unit == null && part != null) {
        for (SearchUnit each : unitsOf(part)) {
          steps.add(new Step(part, each, each.minNs(), each.maxNs()));
        }
      } else if (unit != null && part == null) {
        visit(unit);
      } else if (unit != null && part != null && !broken.contains(part)) {
        if (!visitOf(part, unit)) {
          broken.add(part);
        }
      }
    }
  }

  /// False when neither this step nor, in the plan's order, any later one is wanted any more.
  private boolean isWanted(Step step) {
    return switch (plan.order()) {
      case ANY -> true;
      case OLDEST_FIRST -> step.minNs() <= sink.latestNs();
      case NEWEST_FIRST -> step.maxNs() >= sink.earliestNs();
    };
  }

  private List<SearchUnit> unitsOf(Memtable table) {
    var found = new ArrayList<Labels>();
    List<SearchUnit> units = table.units(plan, found::add);
    charge(found);
    return units;
  }

  private List<SearchUnit> unitsOf(Part part) throws IOException {
    budget.check();
    try {
      PartReader reader = parts.open().pin(part);
      pinned.add(part);
      charge(reader.streams(plan).stream().map(StreamSummary::stream).toList());
      return reader.units(plan, part.entry().order() << 32, budget);
    } catch (CorruptDataException | NoSuchFileException e) {
      parts.setAside(part, e);
      return List.of();
    }
  }

  private void charge(List<Labels> found) {
    int before = streams.size();
    streams.addAll(found);
    budget.chargeSeries(streams.size() - before);
  }

  /// False when the part turned out damaged.
  private boolean visitOf(Part part, SearchUnit unit) {
    try {
      visit(unit);
      return true;
    } catch (CorruptDataException e) {
      parts.setAside(part, e);
      return false;
    }
  }

  private void visit(SearchUnit unit) {
    if (unit.maxNs() >= sink.earliestNs() && unit.minNs() <= sink.latestNs()) {
      budget.check();
      unit.visit(sink, budget);
    }
  }

  private void unpinAll() throws IOException {
    for (Part part : pinned) {
      parts.open().unpin(part);
    }
    pinned.clear();
  }
}
