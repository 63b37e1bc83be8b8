package dev.weir.query.logql;

import org.jspecify.annotations.Nullable;

/// What a key of a log line becomes: the label's name, the name it gets where that one is taken,
/// and whether anybody wants them. Worked out once per key; whether the stream has the name, once
/// per stream. One thread.
final class ExtractedKey {
  private final String name;
  private final String otherName;
  private final boolean isWanted;
  private final boolean isOtherWanted;
  private final boolean isReserved;
  private long streamVersion = -1;
  private boolean isInStream;

  ExtractedKey(String name, WantedLabels wanted) {
    this.name = name;
    otherName = name + LineState.EXTRACTED;
    isReserved = LineState.isReserved(name);
    isWanted = !name.isEmpty() && wanted.wants(name);
    isOtherWanted = !name.isEmpty() && wanted.wants(otherName);
  }

  /// The label's name where nothing else has it.
  String name() {
    return name;
  }

  /// The label to set on this line; null when it is not wanted, or has been found before.
  @Nullable String target(LineState line) {
    if (!isWanted && !isOtherWanted) {
      return null;
    }
    if (streamVersion != line.streamVersion()) {
      streamVersion = line.streamVersion();
      isInStream = isReserved || line.streamHas(name);
    }
    boolean taken = isInStream || line.fieldsHave(name);
    if (!(taken ? isOtherWanted : isWanted)) {
      return null;
    }
    String target = taken ? otherName : name;
    return line.parsedHas(target) ? null : target;
  }
}
