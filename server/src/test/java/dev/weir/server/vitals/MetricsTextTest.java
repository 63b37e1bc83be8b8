package dev.weir.server.vitals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.selfmetrics.MetricRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
  private final MetricRegistry metrics = new MetricRegistry();

  @Test
  void counterAndGauge_areWrittenInNameOrder() {
    metrics.gauge("b", "A gauge.", () -> 1.5, "l", "a\"b\\c\nd");
    metrics.counter("a_total", "A counter.").add(3);
    assertEquals(
        """
        # HELP a_total A counter.
        # TYPE a_total counter
        a_total 3
        # HELP b A gauge.
        # TYPE b gauge
        b{l="a\\"b\\\\c\\nd"} 1.5
        """,
        MetricsText.of(metrics));
  }

  @Test
  void specialValues_areWrittenAsPrometheusReadsThem() {
    metrics.gauge("a", "x", () -> Double.NaN);
    metrics.gauge("b", "x", () -> Double.POSITIVE_INFINITY);
    metrics.gauge("c", "x", () -> Double.NEGATIVE_INFINITY);
    String text = MetricsText.of(metrics);
    assertTrue(text.contains("\na NaN\n"), text);
    assertTrue(text.contains("\nb +Inf\n"), text);
    assertTrue(text.contains("\nc -Inf\n"), text);
  }

  @Test
  void process_hasItsUsualMetrics() {
    ProcessMetrics.register(metrics, Path.of("/proc/self"), "1");
    ProcessMetrics.registerCollectors(metrics);
    String text = MetricsText.of(metrics);
    for (String name :
        new String[] {
          "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
          "process_start_time_seconds", "jvm_memory_used_bytes", "jvm_threads_current",
          "jvm_gc_collections_total"
        }) {
      assertTrue(text.contains("# TYPE " + name + " "), name);
    }
  }
}
