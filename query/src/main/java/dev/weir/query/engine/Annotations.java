package dev.weir.query.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Warnings and infos that travel beside a result, each text once, in order of discovery. Any
/// thread. At most [#MAX_TEXTS] of a sort are kept; the API says how many more there were.
public final class Annotations {
  /// As many as Prometheus returns.
  public static final int MAX_TEXTS = 10;

  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> infos = new LinkedHashSet<>();
  private long droppedWarnings;
  private long droppedInfos;

  public synchronized void warn(String text) {
    if (!warnings.contains(text)) {
      if (warnings.size() < MAX_TEXTS) {
        warnings.add(text);
      } else {
        droppedWarnings++;
      }
    }
  }

  public synchronized void info(String text) {
    if (!infos.contains(text)) {
      if (infos.size() < MAX_TEXTS) {
        infos.add(text);
      } else {
        droppedInfos++;
      }
    }
  }

  public synchronized List<String> warnings() {
    return withRest(warnings, droppedWarnings, "warning");
  }

  public synchronized List<String> infos() {
    return withRest(infos, droppedInfos, "info");
  }

  private static List<String> withRest(Set<String> texts, long dropped, String noun) {
    var all = new ArrayList<>(texts);
    if (dropped > 0) {
      all.add(dropped + " more " + noun + " annotations omitted");
    }
    return all;
  }
}
