package dev.weir.alerting.eval;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Random rules over random series. Ranges are no multiples of the step, because Prometheus 3
/// leaves out a sample at the beginning of a range that promtool of version 2 counts; counters stay
/// away from zero, where version 3 extrapolates less.
final class OracleRandom {
  private static final int STEPS = 40;
  private static final String[] EXPRS = {
    "m > 5",
    "m",
    "m{host=\"a\"} < 3",
    "sum by (host) (m) > 8",
    "rate(c[50s]) > 0.2",
    "increase(c[2m5s]) > 3",
    "resets(m[2m10s]) > 0",
    "changes(m[70s]) >= 2",
    "absent(m{host=\"a\"})",
    "absent_over_time(m{host=\"b\"}[65s])",
    "m unless on (host) n",
    "m and on (host) (n > 3)",
    "m > on (host) group_left () n",
    "max_over_time(m[80s]) - min_over_time(m[80s]) > 4",
    "avg without (dc) (m) > 4",
    "count(m > 4) > 1",
    "max by (dc) (m)",
    "vector(time() % 60) < 30",
    "label_replace(m, \"host\", \"x$1\", \"host\", \"(a|b)\") > 6",
    "m != m",
    "m == bool 5",
    "quantile_over_time(0.5, m[65s]) > 5",
    "delta(m[50s]) < 0",
    "deriv(m[65s]) > 0.05",
    "rec:sum > 10",
    "rec:m * 2 > 9",
    "ALERTS{alertstate=\"firing\"}",
    "m offset 30s > 6",
    "predict_linear(m[65s], 60) > 9",
    "stddev by (dc) (m) > 2",
    "last_over_time(m[50s]) > 7",
    "sum(rate(c[65s])) by (dc) > 0.3",
    "(m > 7) or (n > 7)",
    "time() - timestamp(m) > 20",
  };
  private static final String[] DURATIONS = {"0s", "15s", "30s", "45s", "1m", "20s"};
  private static final String[] TEXTS = {
    "{{ $labels.host }} is {{ $value }}",
    "{{ humanize $value }}",
    "{{ $labels }}",
    "plain",
    "{{ range query \"m > 5\" | sortByLabel \"host\" }}{{ .Labels.host }}={{ .Value }} {{ end }}",
    "{{ if gt $value 5.0 }}high{{ else }}low{{ end }}",
    "{{ $labels.nope }}",
    "{{ printf \"%.3f\" $value }}",
    "{{ humanizeDuration $value }}|{{ humanizePercentage $value }}",
  };

  private final Random random;

  private OracleRandom(Random random) {
    this.random = random;
  }

  static OracleCase next(String name, Random random) {
    var maker = new OracleRandom(random);
    return new OracleCase(name, maker.rules(), maker.series(), STEPS);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private Map<String, double[]> series() {
    var series = new TreeMap<String, double[]>();
    for (String host : new String[] {"a", "b", "c"}) {
      String labels = "{dc=\"" + (host.equals("c") ? "y" : "x") + "\", host=\"" + host + "\"}";
      series.put("m" + labels, values(false));
      series.put("n" + labels, values(false));
      series.put("c" + labels, values(true));
    }
    return series;
  }

  private double[] values(boolean isCounter) {
    double[] values = new double[STEPS];
    double total = 5_000;
    double level = random.nextInt(10);
    for (int i = 0; i < STEPS; i++) {
      total += random.nextInt(10);
      level = random.nextInt(4) == 0 ? random.nextInt(12) : level;
      values[i] = isCounter ? total : level;
      int odd = random.nextInt(40);
      if (odd < 5) {
        values[i] = odd < 3 ? OracleCase.GAP : odd == 3 ? OracleCase.ENDS : Double.NaN;
      }
    }
    return values;
  }

  private String rules() {
    var text = new StringBuilder("groups:\n");
    for (int group = 0; group < 1 + random.nextInt(2); group++) {
      text.append("- name: g").append(group).append("\n  rules:\n");
      if (random.nextBoolean()) {
        text.append("  - {record: 'rec:sum', expr: 'sum(m)', labels: {g: '").append(group);
        text.append("'}}\n  - {record: 'rec:m', expr: 'm + 1', labels: {dc: '', g: '");
        text.append(group).append("'}}\n");
      }
      for (int rule = 0; rule < 1 + random.nextInt(4); rule++) {
        alert(text, "A" + group + rule);
      }
    }
    return text.toString();
  }

  private void alert(StringBuilder text, String name) {
    text.append("  - alert: ").append(name).append("\n    expr: '").append(pick(EXPRS));
    text.append("'\n    for: ").append(pick(DURATIONS));
    text.append("\n    keep_firing_for: ").append(pick(DURATIONS));
    text.append("\n    labels: {severity: page, rule: ").append(name);
    if (random.nextInt(4) == 0) {
      text.append(", level: '{{ if gt $value 6.0 }}high{{ else }}low{{ end }}'");
    }
    text.append("}\n    annotations: {summary: '").append(pick(TEXTS));
    text.append("', more: '").append(pick(TEXTS)).append("'}\n");
  }
}
