package dev.weir.alerting.notify;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/// Somebody to be told. Its address is a secret: whoever knows it can post there.
///
/// @param name `[A-Za-z0-9_.-]{1,64}`, unique
/// @param uri `http` or `https`
public record Receiver(String name, Kind kind, URI uri) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /// What is sent.
  public enum Kind {
    /// Alertmanager's webhook, version 4.
    WEBHOOK,
    /// An incoming webhook of Slack, Mattermost or Rocket.Chat.
    SLACK;

    /// As written in settings and answers.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Receiver {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("receiver name must be [A-Za-z0-9_.-]{1,64}: " + name);
    }
    String scheme = uri.getScheme();
    boolean isHttp = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!isHttp || uri.getHost() == null || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("receiver " + name + " needs an http or https url");
    }
  }

  public static Receiver webhook(String name, URI uri) {
    return new Receiver(name, Kind.WEBHOOK, uri);
  }

  public static Receiver slack(String name, URI uri) {
    return new Receiver(name, Kind.SLACK, uri);
  }

  /// The address without what is secret: `https://hooks.example.com/…`.
  public String target() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + "/…";
  }

  @Override
  public String toString() {
    return "Receiver[" + name + ", " + kind.text() + ", " + target() + "]";
  }
}
