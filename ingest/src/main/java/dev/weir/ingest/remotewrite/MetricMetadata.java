package dev.weir.ingest.remotewrite;

import dev.weir.storage.model.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What senders say about their metrics: type, help and unit by tenant and metric name; the last
/// word counts. At most `capacity` names are kept in all, later ones are left out and counted. Any
/// thread.
public final class MetricMetadata {
  private static final int MAX_TEXT = 1024;

  /// Type (`counter`, `gauge`, ..., `unknown`), help and unit of one metric name.
  public record Entry(String type, String help, String unit) {
    public Entry {
      help = help.length() > MAX_TEXT ? help.substring(0, MAX_TEXT) : help;
      unit = unit.length() > MAX_TEXT ? unit.substring(0, MAX_TEXT) : unit;
    }
  }

  private record Key(Tenant tenant, String metric) {}

  private final int capacity;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private volatile long refused;

  public MetricMetadata(int capacity) {
    this.capacity = capacity;
  }

  /// Takes in what is said about `metric`; false when there is no room for another name. The bound
  /// may be passed by as many names as threads call this at once.
  public boolean put(Tenant tenant, String metric, Entry entry) {
    var key = new Key(tenant, metric);
    if (entries.size() >= capacity && !entries.containsKey(key)) {
      countRefused();
      return false;
    }
    entries.put(key, entry);
    return true;
  }

  /// What is known about `metric`, or null.
  public @Nullable Entry find(Tenant tenant, String metric) {
    return entries.get(new Key(tenant, metric));
  }

  /// Calls `visitor` with every name and entry of `tenant`, in no order.
  public void forEach(Tenant tenant, BiConsumer<String, Entry> visitor) {
    entries.forEach((key, entry) -> {
      if (key.tenant.equals(tenant)) {
        visitor.accept(key.metric, entry);
      }
    });
  }

  /// Names left out for want of room.
  public long refused() {
    return refused;
  }

  private synchronized void countRefused() {
    refused++;
  }
}
