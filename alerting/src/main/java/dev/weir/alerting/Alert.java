package dev.weir.alerting;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;

/// One alert that fires or has just ended: what a rule found, as receivers are told. Alerts are the
/// same when tenant and labels are.
///
/// @param tenant whose data it is about
/// @param labels `alertname` and whatever else tells it from others; no `__name__`
/// @param annotations templates expanded
/// @param startsAtMs since when it fires, epoch milliseconds
/// @param endsAtMs since when it does not any more; 0 while it fires
/// @param value of the expression when it was last true
/// @param generatorUrl where its query can be looked at
public record Alert(
    Tenant tenant,
    Labels labels,
    SortedMap<String, String> annotations,
    long startsAtMs,
    long endsAtMs,
    double value,
    String generatorUrl) {

  /// The label that names the rule.
  public static final String NAME_LABEL = "alertname";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  public boolean isResolved() {
    return endsAtMs != 0;
  }

  /// The name of its rule.
  public String name() {
    return labels.valueOrEmpty(NAME_LABEL);
  }

  /// 16 hexadecimal digits of the labels, as Prometheus computes them (FNV-1a over names and values
  /// in order of names, each ended by the byte 0xff).
  public String fingerprint() {
    return fingerprint(labels);
  }

  /// The fingerprint of any label set.
  public static String fingerprint(Labels labels) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < labels.count(); i++) {
      hash = hash(hash, labels.name(i));
      hash = hash(hash, labels.value(i));
    }
    return String.format(Locale.ROOT, "%016x", hash);
  }

  private static long hash(long start, String text) {
    long hash = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return (hash ^ 0xff) * FNV_PRIME;
  }
}
