package dev.weir.alerting.notify;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whom to tell, and how often.
///
/// @param groupWait how long the first message of a group waits for more of its alerts
/// @param groupInterval least time between messages of a group
/// @param repeatInterval after how long alerts that still fire are told again
/// @param timeout of one attempt, answer included
/// @param externalUrl where people reach this server, without a final slash
public record NotifySettings(
    List<Receiver> receivers,
    Duration groupWait,
    Duration groupInterval,
    Duration repeatInterval,
    Duration timeout,
    String externalUrl) {
  public static final Duration DEFAULT_GROUP_WAIT = Duration.ofSeconds(1);
  public static final Duration DEFAULT_GROUP_INTERVAL = Duration.ofSeconds(30);
  public static final Duration DEFAULT_REPEAT_INTERVAL = Duration.ofHours(4);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /// Most receivers: each has a thread and is told of every group.
  public static final int MAX_RECEIVERS = 32;

  public NotifySettings {
    receivers = List.copyOf(receivers);
    if (receivers.size() > MAX_RECEIVERS) {
      throw new IllegalArgumentException(
          "too many receivers: " + receivers.size() + ", limit " + MAX_RECEIVERS);
    }
    Set<String> names = new HashSet<>();
    for (Receiver receiver : receivers) {
      if (!names.add(receiver.name())) {
        throw new IllegalArgumentException("receiver named twice: " + receiver.name());
      }
    }
    check("group wait", groupWait, Duration.ZERO, Duration.ofHours(1));
    check("group interval", groupInterval, Duration.ofSeconds(1), Duration.ofDays(1));
    check("repeat interval", repeatInterval, Duration.ofMinutes(1), Duration.ofDays(365));
    check("notify timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(5));
  }

  /// With the usual times.
  public static NotifySettings of(List<Receiver> receivers, String externalUrl) {
    return new NotifySettings(
        receivers,
        DEFAULT_GROUP_WAIT,
        DEFAULT_GROUP_INTERVAL,
        DEFAULT_REPEAT_INTERVAL,
        DEFAULT_TIMEOUT,
        externalUrl);
  }

  private static void check(String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(what + " must be " + least + " to " + most + ": " + value);
    }
  }
}
