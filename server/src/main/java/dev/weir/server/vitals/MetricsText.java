package dev.weir.server.vitals;

import dev.weir.storage.selfmetrics.MetricRegistry;
import java.util.List;

/// The registry as Prometheus reads it. Source: Prometheus text exposition format 0.0.4.
public final class MetricsText implements MetricRegistry.Visitor {
  /// What the answer is.
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder(16_384);

  private MetricsText() {}

  /// Every metric of `metrics`, families in name order.
  public static String of(MetricRegistry metrics) {
    var text = new MetricsText();
    metrics.visit(text);
    return text.out.toString();
  }

  @Override
  public void family(String name, String type, String help) {
    out.append("# HELP ").append(name).append(' ');
    out.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  @Override
  public void sample(String name, String suffix, List<String> labels, double value) {
    out.append(name).append(suffix);
    for (int i = 0; i < labels.size(); i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
      appendEscaped(labels.get(i + 1));
      out.append('"');
    }
    if (!labels.isEmpty()) {
      out.append('}');
    }
    out.append(' ').append(number(value)).append('\n');
  }

  private void appendEscaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}
