package dev.weir.server.config;

import dev.weir.alerting.notify.NotifySettings;
import dev.weir.alerting.notify.Receiver;
import dev.weir.server.auth.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `alerting.webhooks`, `alerting.slack` and what else says whom alerts are told, and when.
///
/// A receiver is written `URL`, `NAME=URL`, or either with `file:PATH` in place of the URL, which
/// then stands in that file. Addresses are secrets: no message and nothing shown has them.
///
/// @param receivers in the order given
/// @param groupWait how long the first message about a group of alerts waits for more of them
/// @param groupInterval least time between messages about one group
/// @param repeatInterval after how long alerts that still fire are told again
/// @param timeout of one attempt to deliver
public record NotifyConfig(
    List<Receiver> receivers,
    Duration groupWait,
    Duration groupInterval,
    Duration repeatInterval,
    Duration timeout) {
  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_.-]{1,64})=(.*)");
  private static final String IN_FILE = "file:";

  public NotifyConfig {
    receivers = List.copyOf(receivers);
  }

  static NotifyConfig read(Settings settings) {
    List<Receiver> receivers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    read(
        settings,
        "alerting.webhooks",
        "Where alerts are told in Alertmanager's webhook format: URL, NAME=URL or file:PATH, a list.",
        Receiver.Kind.WEBHOOK,
        names,
        receivers);
    read(
        settings,
        "alerting.slack",
        "Incoming webhooks of Slack, Mattermost or Rocket.Chat where alerts are told, in the same form.",
        Receiver.Kind.SLACK,
        names,
        receivers);
    var config =
        new NotifyConfig(
            receivers,
            settings.duration(
                "alerting.group_wait",
                "1s",
                Duration.ZERO,
                "How long the first message about a group (the alerts of one name) waits for more."),
            settings.duration(
                "alerting.group_interval",
                "30s",
                Duration.ofSeconds(1),
                "Least time between messages about one group."),
            settings.duration(
                "alerting.repeat_interval",
                "4h",
                Duration.ofMinutes(1),
                "After how long alerts that still fire are told again."),
            settings.duration(
                "alerting.notify_timeout",
                "10s",
                Duration.ofMillis(100),
                "How long one attempt to deliver may take."));
    try {
      config.settings("");
      return config;
    } catch (IllegalArgumentException e) {
      settings.problem("alerting.webhooks", String.valueOf(e.getMessage()));
      return new NotifyConfig(
          List.of(),
          NotifySettings.DEFAULT_GROUP_WAIT,
          NotifySettings.DEFAULT_GROUP_INTERVAL,
          NotifySettings.DEFAULT_REPEAT_INTERVAL,
          NotifySettings.DEFAULT_TIMEOUT);
    }
  }

  /// What the notifier is told; `externalUrl` is where people reach this server.
  public NotifySettings settings(String externalUrl) {
    return new NotifySettings(
        receivers, groupWait, groupInterval, repeatInterval, timeout, externalUrl);
  }

  private static void read(
      Settings settings,
      String key,
      String doc,
      Receiver.Kind kind,
      Set<String> names,
      List<Receiver> receivers) {
    List<Secret> given = settings.secrets(key, doc);
    for (int i = 0; i < given.size(); i++) {
      String where = "entry " + (i + 1) + " ";
      try {
        Receiver receiver = receiver(given.get(i).reveal(), kind, i + 1);
        if (names.add(receiver.name())) {
          receivers.add(receiver);
        } else {
          settings.problem(key, where + "has the name of another: '" + receiver.name() + "'");
        }
      } catch (IOException | IllegalArgumentException e) {
        settings.problem(key, where + e.getMessage());
      }
    }
  }

  /// Messages must not hold the address.
  private static Receiver receiver(String text, Receiver.Kind kind, int number) throws IOException {
    Matcher named = NAMED.matcher(text);
    boolean isNamed = named.matches();
    String name = isNamed ? named.group(1) : kind.text() + "-" + number;
    String address = isNamed ? named.group(2) : text;
    if (address.startsWith(IN_FILE)) {
      address = Secret.in(Path.of(address.substring(IN_FILE.length()))).reveal().strip();
    }
    URI uri = uri(address);
    if (uri == null) {
      throw new IllegalArgumentException("is no http or https URL");
    }
    return new Receiver(name, kind, uri);
  }

  private static @Nullable URI uri(String address) {
    try {
      var uri = new URI(address);
      String scheme = String.valueOf(uri.getScheme());
      return scheme.matches("(?i)https?") && uri.getHost() != null ? uri : null;
    } catch (URISyntaxException e) {
      return null; // its message repeats the address
    }
  }
}
