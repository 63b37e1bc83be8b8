package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.Levels;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Labels of the streams seen lately, found by the bytes of host and application and the severity,
/// so that a message of a known stream makes no text and no label set.
///
/// [#SIZE] places, one for each hash; a stream takes the place of another, which costs that one a
/// lookup. Any thread: entries are immutable, and it does not matter which of two writers wins.
final class StreamCache {
  private static final int SIZE = 4096;
  private static final int NAME_BYTES_MAX = 255; // of host and application; longer ones are cut

  private static final class Entry {
    private final byte[] host;
    private final @Nullable String source;
    private final byte[] app;
    private final int severity;
    private final Labels labels;

    Entry(byte[] host, @Nullable String source, byte[] app, int severity) {
      this.host = host;
      this.source = source;
      this.app = app;
      this.severity = severity;
      String from = source == null ? "" : source;
      labels =
          new LabelsBuilder() // empty is none
              .set("app", new String(app, StandardCharsets.UTF_8))
              .set("host", host.length == 0 ? from : new String(host, StandardCharsets.UTF_8))
              .set("job", "syslog")
              .set("level", Levels.ofSeverity(severity))
              .build();
    }

    boolean is(byte[] bytes, Header header, @Nullable String from) {
      return severity == header.severity()
          && same(host, bytes, header.hostAt, header.hostLength)
          && same(app, bytes, header.appAt, header.appLength)
          && (host.length > 0 || Objects.equals(source, from));
    }

    private static boolean same(byte[] known, byte[] bytes, int at, int length) {
      return Arrays.equals(
          known, 0, known.length, bytes, at, at + Math.min(length, NAME_BYTES_MAX));
    }
  }

  private final @Nullable Entry[] entries = new @Nullable Entry[SIZE];

  /// The labels of a message with `header` in `bytes`, which came from `source`.
  Labels find(byte[] bytes, Header header, @Nullable String source) {
    int hash = hash(header.severity(), bytes, header.appAt, header.appLength);
    hash = hash(hash, bytes, header.hostAt, header.hostLength);
    if (header.hostLength == 0 && source != null) {
      hash = hash * 31 + source.hashCode();
    }
    int place = (hash ^ (hash >>> 15)) & (SIZE - 1);
    Entry entry = entries[place];
    if (entry == null || !entry.is(bytes, header, source)) {
      entry =
          new Entry(
              copy(bytes, header.hostAt, header.hostLength),
              source,
              copy(bytes, header.appAt, header.appLength),
              header.severity());
      entries[place] = entry;
    }
    return entry.labels;
  }

  private static int hash(int seed, byte[] bytes, int from, int length) {
    int hash = seed;
    for (int i = from; i < from + Math.min(length, NAME_BYTES_MAX); i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash;
  }

  private static byte[] copy(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + Math.min(length, NAME_BYTES_MAX));
  }
}
