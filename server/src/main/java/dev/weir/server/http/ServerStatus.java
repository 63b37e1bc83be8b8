package dev.weir.server.http;

import dev.weir.ingest.PipelineStatus;
import dev.weir.server.ListenerStatus;
import dev.weir.server.config.Config;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What the endpoints about the server itself read. Any thread.
public interface ServerStatus {
  String version();

  /// Epoch milliseconds of the start.
  long startedMs();

  Config config();

  List<ListenerStatus> listeners();

  /// What is wrong now, each as one sentence; empty when the server is healthy.
  List<String> problems();

  /// Figures of the store by name, in the order to show them.
  SequencedMap<String, Long> figures();

  /// How the pipelines are doing, by name: `metrics` and `logs`.
  SequencedMap<String, PipelineStatus> pipelines();

  /// What the data directory takes and what is left. Throws when it cannot be read.
  Disk disk() throws IOException;

  /// Bytes on the device: those that each part takes, and those that are free.
  record Disk(SequencedMap<String, Long> byPart, long freeBytes) {
    long usedBytes() {
      return byPart.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /// Seals, flushes, compacts, truncates the journal; returns when done.
  void compact() throws IOException;

  /// Starts the same in the background.
  void compactInBackground();

  /// The effective configuration, secrets blanked, key to value.
  default Map<String, String> shownConfig() {
    return ConfigText.shown(config());
  }
}
