package dev.weir.agents.host;

import java.util.List;

/// Receives the values of one sample.
@FunctionalInterface
public interface HostSink {
  /// One value. `labels` alternate names and values; the list must not be changed.
  void value(String name, List<String> labels, double value);
}
