package dev.weir.storage.metrics;

import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.block.BlockSettings;
import dev.weir.storage.metrics.index.RegistryOptions;
import dev.weir.storage.metrics.index.SeriesLimits;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.SampleColumns;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A store on a disk in memory, with a journal that is a list: what a test needs to write, kill,
/// cut the power, reopen and replay.
final class StoreFixture implements AutoCloseable {
  static final long START_MS = 1_735_689_600_000L;

  /// A journalled batch.
  private record Journalled(long end, ByteBuffer definitions, ResolvedSamples samples) {}

  final FaultFiles files;
  final TestClock clock = new TestClock(START_MS + 86_400_000L * 30);
  final MetricStoreSettings settings;
  private final List<Journalled> journal = new ArrayList<>();
  MetricRegistry metrics = new MetricRegistry();
  ManualScheduler scheduler = new ManualScheduler();
  private @Nullable DataDir data;
  private @Nullable LocalMetricStore store;
  private long end;
  private long journalStart;

  StoreFixture(long seed, MetricStoreSettings settings) throws IOException {
    files = new FaultFiles(new Random(seed));
    this.settings = settings;
    open();
  }

  static MetricStoreSettings settings() {
    return new MetricStoreSettings(
        0,
        1 << 20,
        1,
        new RegistryOptions(SeriesLimits.DEFAULT, RegistryOptions.Dictionary.HEAP, false),
        BlockSettings.DEFAULT);
  }

  LocalMetricStore store() {
    if (store == null) {
      throw new IllegalStateException("not open");
    }
    return store;
  }

  static Labels labels(int series) {
    return Labels.of("__name__", "m" + series % 7, "host", "h" + series / 7);
  }

  int resolve(int series) {
    return store().registry().resolve(Tenant.DEFAULT, labels(series));
  }

  /// Journals and applies.
  void apply(ResolvedSamples samples) {
    SeriesRegistry registry = store().registry();
    ByteBuffer definitions = ByteBuffer.allocate(registry.newDefinitionsSize());
    if (registry.hasNewDefinitions()) {
      registry.drainNewDefinitions(definitions);
    }
    end += 10 + samples.length();
    var copy = new ResolvedSamples();
    for (int i = 0; i < samples.length(); i++) {
      copy.add(samples.series()[i], samples.timestamps()[i], samples.values()[i]);
    }
    journal.add(new Journalled(end, definitions.flip(), copy));
    store().apply(samples, end);
  }

  /// Asks for a checkpoint; the journal is let go as it allows.
  void checkpoint(CheckpointState state) throws IOException {
    store()
        .checkpoint(
            sink -> sink.put("state", ByteBuffer.wrap(state.bytes())),
            position -> {
              journalStart = Math.max(journalStart, position);
              journal.removeIf(each -> each.end <= journalStart);
            });
  }

  /// Named state kept in a checkpoint.
  interface CheckpointState {
    byte[] bytes();
  }

  int journalLength() {
    return journal.size();
  }

  long end() {
    return end;
  }

  private void open() throws IOException {
    metrics = new MetricRegistry();
    scheduler = new ManualScheduler();
    data = DataDir.open(files, Path.of("/data"), clock, new Random(1));
    store = LocalMetricStore.open(settings, data, clock, scheduler, metrics);
    if (store.checkpointPosition() < journalStart) {
      throw new AssertionError(
          "journal let go up to " + journalStart + ", needed from " + store.checkpointPosition());
    }
    for (Journalled each : journal) {
      if (each.end > store.checkpointPosition()) {
        if (each.definitions.hasRemaining()) {
          store.registry().replayDefinitions(each.definitions.duplicate());
        }
        store.apply(each.samples, each.end);
      }
    }
  }

  /// Closes and opens again.
  void reopen() throws IOException {
    close();
    open();
  }

  /// Cuts the power: what was not forced may be gone.
  void crash() throws IOException {
    files.crash();
    open();
  }

  /// Kills the process: what was written stays.
  void kill() throws IOException {
    files.kill();
    open();
  }

  /// Samples of a series through the query leaf.
  SampleColumns read(int series, TimeRange range) {
    var matchers = new ArrayList<Matcher>();
    Labels labels = labels(series);
    for (int i = 0; i < labels.count(); i++) {
      matchers.add(Matcher.equal(labels.name(i), labels.value(i)));
    }
    var out = new SampleColumns();
    var plan = new LeafPlan.Samples(Tenant.DEFAULT, matchers, range);
    try (SampleSet found = store().leaf().samples(plan, QueryBudget.UNLIMITED)) {
      if (found.seriesCount() > 1) {
        throw new AssertionError("one series expected: " + found.seriesCount());
      }
      if (found.seriesCount() == 1) {
        if (!found.labels(0).equals(labels)) {
          throw new AssertionError(found.labels(0) + " instead of " + labels);
        }
        found.read(0, out);
      }
    }
    return out;
  }

  /// The value of one of the store's own metrics.
  double metric(String name) {
    double[] found = {Double.NaN};
    metrics.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> labels, double value) {
            if ((family + suffix).equals(name)) {
              found[0] = value;
            }
          }
        });
    return found[0];
  }

  @Override
  public void close() throws IOException {
    scheduler.runPending();
    store().close();
    if (data != null) {
      data.close();
    }
  }

  static String show(SampleColumns columns) {
    return Arrays.toString(Arrays.copyOf(columns.timestamps(), columns.length()))
        + Arrays.toString(Arrays.copyOf(columns.values(), columns.length()));
  }
}
