package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import dev.weir.storage.meta.MemoryMetaStore;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A notifier whose threads are the test's, with a clock that the test moves.
final class NotifierFixture implements AutoCloseable {
  static final long START_MS = 1_700_000_000_000L;
  static final Duration TIMEOUT = Duration.ofMillis(400);

  final TestClock clock = new TestClock(START_MS);
  final MemoryMetaStore store = new MemoryMetaStore();
  final TestReceiver receiver = new TestReceiver();
  MetricRegistry registry = new MetricRegistry();
  Silencer silencer = Silencer.NONE;
  List<Receiver> receivers = List.of(Receiver.webhook("ops", receiver.uri()));
  Notifier notifier;

  NotifierFixture() throws IOException {
    restart();
  }

  /// A new process over the same store; of the old one only the sockets are closed.
  void restart() throws IOException {
    if (notifier != null) {
      notifier.close();
    }
    registry = new MetricRegistry();
    var usual = NotifySettings.of(receivers, "http://weir:9430");
    var settings =
        new NotifySettings(
            receivers,
            usual.groupWait(),
            usual.groupInterval(),
            usual.repeatInterval(),
            TIMEOUT,
            usual.externalUrl());
    notifier = new Notifier(settings, store, silencer, clock, registry, new Random(1));
  }

  static Alert firing(String name, String... labels) {
    return alert(name, START_MS, 0, labels);
  }

  static Alert resolved(String name, String... labels) {
    return alert(name, START_MS, START_MS + 60_000, labels);
  }

  static Alert alert(String name, long startsAtMs, long endsAtMs, String... labels) {
    var annotations = new TreeMap<String, String>();
    annotations.put("summary", name + " is bad");
    Labels all = Labels.of(labels).toBuilder().set(Alert.NAME_LABEL, name).build();
    String url = "http://weir:9430/explore?q=" + name;
    return new Alert(Tenant.DEFAULT, all, annotations, startsAtMs, endsAtMs, 1, url);
  }

  void publish(Alert... alerts) throws IOException {
    notifier.publish(List.of(alerts));
  }

  /// Does all that is due now.
  void run() {
    notifier.runDue();
  }

  /// Second after second, doing what is due.
  void pass(Duration time) {
    for (long i = 0; i < time.toSeconds(); i++) {
      clock.advanceMillis(1000);
      run();
    }
  }

  double metric(String name, String... labels) {
    var found = new double[] {Double.NaN};
    registry.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> own, double value) {
            if (family.equals(name) && suffix.isEmpty() && own.equals(List.of(labels))) {
              found[0] = value;
            }
          }
        });
    return found[0];
  }

  /// Messages in short: `firing a+ b-` for a message with `a` firing and `b` resolved.
  List<String> told() {
    List<String> all = new ArrayList<>();
    for (String body : receiver.bodies()) {
      all.add(brief(body));
    }
    return all;
  }

  static String brief(String body) {
    Matcher status = Pattern.compile("\"status\":\"(\\w+)\",\"receiver\"").matcher(body);
    var out = new StringBuilder(status.find() ? status.group(1) : "?");
    Matcher alerts =
        Pattern.compile("\\{\"status\":\"(\\w+)\",\"labels\":\\{[^}]*?\"i\":\"(\\w+)\"")
            .matcher(body);
    while (alerts.find()) {
      out.append(' ').append(alerts.group(2)).append(alerts.group(1).equals("firing") ? '+' : '-');
    }
    return out.toString();
  }

  @Override
  public void close() {
    notifier.close();
    receiver.close();
  }
}
