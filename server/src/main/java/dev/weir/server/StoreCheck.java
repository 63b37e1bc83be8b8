package dev.weir.server;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.DataDir;
import dev.weir.storage.io.MachineFiles;
import dev.weir.storage.io.StoreHeader;
import dev.weir.storage.journal.JournalVerifier;
import dev.weir.storage.logs.LogStoreVerifier;
import dev.weir.storage.meta.FileMetaStore;
import dev.weir.storage.metrics.AllShardsMine;
import dev.weir.storage.metrics.HashShardRouter;
import dev.weir.storage.metrics.block.BlockVerifier;
import dev.weir.storage.metrics.index.RegistryOptions;
import dev.weir.storage.metrics.index.SeriesLimits;
import dev.weir.storage.metrics.index.StoreRegistry;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads everything in a data directory back and compares checksums; changes nothing. Blocks and
/// log parts are read whether or not a server is running; journals and catalogue only while none
/// is, because their ends are being written.
public final class StoreCheck {
  private static final String CATALOG = "series.catalog";

  private final Path directory;
  private final Consumer<String> report;
  private final List<String> problems = new ArrayList<>();

  private StoreCheck(Path directory, Consumer<String> report) {
    this.directory = directory;
    this.report = report;
  }

  /// Checks the store in `directory`, says on `report` what was read, and returns what is wrong.
  /// Throws when there is no store to check.
  public static List<String> run(Path directory, Consumer<String> report) throws IOException {
    var check = new StoreCheck(directory, report);
    StoreHeader header = DataDir.readHeader(MachineFiles.INSTANCE, directory);
    check.blocks();
    check.parts();
    try (DataDir locked = lock(directory)) {
      if (locked == null) {
        report.accept("journals, catalogue, meta records: not read, a server is running");
      } else {
        check.journal("metrics");
        check.journal("logs");
        check.catalog(header);
        check.meta();
      }
    }
    return List.copyOf(check.problems);
  }

  private static @Nullable DataDir lock(Path directory) {
    try {
      return DataDir.open(MachineFiles.INSTANCE, directory, Clock.SYSTEM);
    } catch (IOException e) {
      return null;
    }
  }

  private void blocks() throws IOException {
    Path blocks = directory.resolve("metrics").resolve("blocks");
    if (!Files.isDirectory(blocks)) {
      report.accept("blocks: none");
      return;
    }
    BlockVerifier.Report found = BlockVerifier.verify(MachineFiles.INSTANCE, blocks);
    report.accept(
        "blocks: %d, %d samples, %d bytes"
            .formatted(found.blocks(), found.samples(), found.bytes()));
    found
        .problems()
        .forEach(p -> problems.add(p.path() + " at byte " + p.offset() + ": " + p.message()));
  }

  private void parts() {
    LogStoreVerifier.Report found =
        LogStoreVerifier.verify(MachineFiles.INSTANCE, directory.resolve("logs"));
    report.accept(
        "log parts: %d, %d lines, %d bytes".formatted(found.parts(), found.rows(), found.bytes()));
    found.problems().forEach(p -> problems.add(p.path() + ": " + p.message()));
  }

  private void meta() throws IOException {
    List<String> damaged = FileMetaStore.verify(MachineFiles.INSTANCE, directory.resolve("meta"));
    report.accept("meta records: read, " + damaged.size() + " damaged");
    problems.addAll(damaged);
  }

  private void journal(String part) throws IOException {
    Path journal = directory.resolve("journal").resolve(part);
    if (!Files.isDirectory(journal)) {
      report.accept("journal of " + part + ": none");
      return;
    }
    JournalVerifier.Report found = JournalVerifier.verify(MachineFiles.INSTANCE, journal);
    report.accept(
        "journal of %s: %d segments, %d records, %d bytes, %d bytes of a torn end"
            .formatted(
                part, found.segments(), found.records(), found.payloadBytes(), found.tornBytes()));
    found
        .problems()
        .forEach(p -> problems.add(p.file() + " at byte " + p.offset() + ": " + p.what()));
  }

  /// Loads a copy of the catalogue, as a start would.
  private void catalog(StoreHeader header) throws IOException {
    Path catalog = directory.resolve("metrics").resolve(CATALOG);
    if (!Files.exists(catalog)) {
      report.accept("catalogue: none");
      return;
    }
    Path copy = Files.createTempDirectory("weir-verify");
    try {
      Files.copy(catalog, copy.resolve(CATALOG));
      var options =
          new RegistryOptions(SeriesLimits.DEFAULT, RegistryOptions.Dictionary.HEAP, false);
      int shards = header.shardCount();
      try (StoreRegistry registry =
          StoreRegistry.open(
              MachineFiles.INSTANCE,
              copy,
              header,
              new HashShardRouter(shards),
              new AllShardsMine(shards),
              options,
              new MetricRegistry())) {
        report.accept("catalogue: " + registry.seriesCount() + " series");
      } catch (IOException | CorruptDataException | IllegalStateException e) {
        problems.add(catalog + ": " + e.getMessage());
      }
    } finally {
      deleteAll(copy);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
