package dev.weir.server;

import dev.weir.agents.host.HostMetadata;
import dev.weir.ingest.remotewrite.MetricMetadata;
import dev.weir.query.http.PrometheusSources;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is known about metrics: what senders said, and for the default tenant the host's and the
/// server's own. What a sender said of a metric counts more. Any thread.
final class KnownMetadata implements PrometheusSources.MetadataSource {
  private final MetricMetadata sent;
  private final MetricRegistry own;

  KnownMetadata(MetricMetadata sent, MetricRegistry own) {
    this.sent = sent;
    this.own = own;
  }

  @Override
  public Map<String, List<PrometheusSources.MetricMetadata>> metadata(
      Tenant tenant, @Nullable String metric) {
    var found = new TreeMap<String, List<PrometheusSources.MetricMetadata>>();
    if (tenant.equals(Tenant.DEFAULT)) {
      HostMetadata.forEach(
          (name, entry) -> put(found, metric, name, entry.type(), entry.help(), ""));
      own.visit(
          new MetricRegistry.Visitor() {
            @Override
            public void family(String name, String type, String help) {
              put(found, metric, name, type, help, "");
            }

            @Override
            public void sample(String name, String suffix, List<String> labels, double value) {}
          });
    }
    sent.forEach(
        tenant,
        (name, entry) -> put(found, metric, name, entry.type(), entry.help(), entry.unit()));
    return found;
  }

  private static void put(
      Map<String, List<PrometheusSources.MetricMetadata>> into,
      @Nullable String wanted,
      String name,
      String type,
      String help,
      String unit) {
    if (wanted == null || wanted.equals(name)) {
      into.put(name, List.of(new PrometheusSources.MetricMetadata(type, help, unit)));
    }
  }
}
