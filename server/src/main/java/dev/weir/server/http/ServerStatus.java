package dev.weir.server.http;

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

  /// Seals, flushes, compacts, truncates the journal; returns when done.
  void compact() throws IOException;

  /// Starts the same in the background.
  void compactInBackground();

  /// The effective configuration, secrets blanked, key to value.
  default Map<String, String> shownConfig() {
    return ConfigText.shown(config());
  }
}
