package dev.weir.query.http;

import dev.weir.storage.model.Tenant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the Prometheus API shows that queries do not know: descriptions of metrics, rules and
/// alerts, and facts about this build.
public record PrometheusSources(MetadataSource metadata, RuleSource rules, BuildFacts build) {

  /// Nothing but the build.
  public static PrometheusSources of(BuildFacts build) {
    return new PrometheusSources(MetadataSource.NONE, RuleSource.NONE, build);
  }

  /// Type, help and unit of a metric.
  public record MetricMetadata(String type, String help, String unit) {}

  /// Knows the metadata of metrics. Any thread.
  public interface MetadataSource {
    MetadataSource NONE = (tenant, metric) -> Map.of();

    /// By metric name; of one metric only when `metric` is not null.
    Map<String, List<MetricMetadata>> metadata(Tenant tenant, @Nullable String metric);
  }

  /// Knows rules and alerts. Any thread.
  public interface RuleSource {
    RuleSource NONE =
        new RuleSource() {
          @Override
          public String rulesJson(Tenant tenant, Map<String, List<String>> parameters) {
            return "{\"groups\":[]}";
          }

          @Override
          public String alertsJson(Tenant tenant) {
            return "{\"alerts\":[]}";
          }
        };

    /// The `data` of `/api/v1/rules`, as JSON; `parameters` are the request's.
    String rulesJson(Tenant tenant, Map<String, List<String>> parameters);

    /// The `data` of `/api/v1/alerts`, as JSON.
    String alertsJson(Tenant tenant);
  }

  /// What `status/buildinfo` and `status/runtimeinfo` say. `compatibleVersion` is the version of
  /// Prometheus whose API this is: clients pick features by it.
  public record BuildFacts(
      String compatibleVersion, String weirVersion, String revision, long startedMs) {
    /// The version of Prometheus that is spoken here.
    public static final String PROMETHEUS_VERSION = "3.5.0";

    public static BuildFacts of(String weirVersion, long startedMs) {
      return new BuildFacts(PROMETHEUS_VERSION, weirVersion, "weir-" + weirVersion, startedMs);
    }
  }
}
