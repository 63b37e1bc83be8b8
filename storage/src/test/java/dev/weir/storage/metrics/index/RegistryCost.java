package dev.weir.storage.metrics.index;

import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What series cost: time and memory of new ones, time of known ones, of a restart, of selections.
/// A main, not a test: `RegistryCost [series] [directory]`. Ten labels a series, one of them
/// unique.
final class RegistryCost {
  private RegistryCost() {}

  public static void main(String[] args) throws IOException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    Path directory =
        args.length > 1 ? Path.of(args[1]) : Files.createTempDirectory("weir-registry-cost");
    Labels[] series = new Labels[count];
    for (int i = 0; i < count; i++) {
      series[i] = labels(i);
    }
    define(directory, series);
    reopen(directory, series, "after a clean close");
    Files.deleteIfExists(directory.resolve(ChronicleDictionaries.MARKER_NAME));
    reopen(directory, series, "dictionary rebuilt");
  }

  private static void define(Path directory, Labels[] series) throws IOException {
    long before = heapBytes();
    try (StoreRegistry registry = open(directory)) {
      registry.resolve(Tenant.DEFAULT, Labels.of("__name__", "first")); // waits for the dictionary
      ByteBuffer journal = ByteBuffer.allocate(1 << 22);
      long start = System.nanoTime();
      for (int i = 0; i < series.length; i++) {
        registry.resolve(Tenant.DEFAULT, series[i]);
        if (i % 1_000 == 999) {
          registry.drainNewDefinitions(journal.clear());
        }
      }
      long nanos = System.nanoTime() - start;
      registry.force();
      say("new series", nanos / series.length, "ns");
      say("heap per series", (heapBytes() - before) / series.length, "bytes");
      say(
          "catalog per series",
          Files.size(directory.resolve("series.catalog")) / series.length,
          "bytes");
      known(registry, series);
      select(registry);
    }
  }

  private static void known(StoreRegistry registry, Labels[] series) {
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      for (Labels labels : series) {
        registry.resolve(Tenant.DEFAULT, labels);
      }
      say("known series", (System.nanoTime() - start) / series.length, "ns");
    }
  }

  private static void select(StoreRegistry registry) {
    for (String[] each :
        new String[][] {
          {"=", "job", "job-3"}, {"=", "instance", "host-77:9100"}, {"=~", "instance", "host-7.*"},
          {"=~", "instance", ".*77.*"}, {"=~", "path", "/a|/b|/c/17"}, {"!=", "job", "job-3"}
        }) {
      Matcher.Op op = Matcher.Op.EQUAL;
      for (Matcher.Op candidate : Matcher.Op.values()) {
        op = candidate.symbol().equals(each[0]) ? candidate : op;
      }
      var matchers =
          List.of(Matcher.equal("__name__", "requests_total"), new Matcher(each[1], op, each[2]));
      int found = 0;
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        found =
            registry
                .selector()
                .select(Tenant.DEFAULT, matchers, QueryBudget.UNLIMITED)
                .getCardinality();
        best = Math.min(best, System.nanoTime() - start);
      }
      say("select " + String.join("", each) + " (" + found + " series)", best / 1_000, "us");
    }
  }

  private static void reopen(Path directory, Labels[] series, String what) throws IOException {
    long start = System.nanoTime();
    try (StoreRegistry registry = open(directory)) {
      say("open, " + what, (System.nanoTime() - start) / 1_000_000, "ms");
      registry.resolve(Tenant.DEFAULT, series[series.length / 2]);
      say("first resolve, " + what, (System.nanoTime() - start) / 1_000_000, "ms");
    }
  }

  private static StoreRegistry open(Path directory) throws IOException {
    return RegistryFixture.open(MachineFiles.INSTANCE, directory, RegistryOptions.DEFAULT);
  }

  private static Labels labels(int i) {
    return Labels.of(
        "__name__", i % 2 == 0 ? "requests_total" : "latency_seconds",
        "job", "job-" + i % 20,
        "instance", "host-" + i % 500 + ":9100",
        "datacenter", "dc-" + i % 3,
        "cluster", "cluster-" + i % 7,
        "method", i % 3 == 0 ? "GET" : "POST",
        "status", Integer.toString(200 + i % 5),
        "version", "v1.2." + i % 9,
        "team", "team-" + i % 11,
        "path", "/c/" + i);
  }

  private static long heapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void say(String what, long value, String unit) {
    System.out.println(what + ": " + value + " " + unit);
  }
}
