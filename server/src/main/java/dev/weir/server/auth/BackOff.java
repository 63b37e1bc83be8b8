package dev.weir.server.auth;

import dev.weir.storage.io.Clock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Slows down guessing: an address from which ten wrong credentials came within a minute is not
/// listened to for 30 s, the next time for 60 s, and so on up to 15 minutes; a quarter of an hour
/// without a wrong one and all is forgotten. An IPv6 network of 64 bits counts as one address.
/// Keeps at most 4,096 addresses, those that failed last. Any thread.
final class BackOff {
  static final int FAILURES = 10;
  private static final int MAX_ADDRESSES = 4096;
  private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long FIRST_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMinutes(15).toNanos();
  private static final int IPV6_NETWORK_BYTES = 8;

  /// What is known of an address. Guarded by the table.
  private static final class History {
    long windowNanos;
    long failedNanos;
    long blockedNanos;
    boolean isBlocked;
    int failures;
    int blocks;
  }

  private final Clock clock;
  private final Map<String, History> table = new LinkedHashMap<>(16, 0.75f, true);

  BackOff(Clock clock) {
    this.clock = clock;
  }

  /// How long the address is still not listened to, in seconds, rounded up; 0 when it is.
  long blockedSeconds(@Nullable InetAddress source) {
    long now = clock.nanoTime();
    synchronized (table) {
      History history = table.get(nameOf(source));
      if (history == null || !history.isBlocked) {
        return 0;
      }
      long left = history.blockedNanos - now;
      if (left <= 0) {
        history.isBlocked = false;
        return 0;
      }
      return (left + 999_999_999) / 1_000_000_000;
    }
  }

  /// Wrong credentials came. Returns for how many seconds the address is not listened to because of
  /// them; 0 when it still is.
  long failed(@Nullable InetAddress source) {
    long now = clock.nanoTime();
    synchronized (table) {
      History history = table.computeIfAbsent(nameOf(source), name -> fresh(now));
      if (now - history.failedNanos > LONGEST_NANOS) {
        history.blocks = 0;
      }
      if (now - history.windowNanos > WINDOW_NANOS) {
        history.windowNanos = now;
        history.failures = 0;
      }
      history.failedNanos = now;
      history.failures++;
      if (table.size() > MAX_ADDRESSES) {
        var eldest = table.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
      return history.failures < FAILURES ? 0 : block(history, now);
    }
  }

  private static History fresh(long now) {
    var history = new History();
    history.windowNanos = now;
    history.failedNanos = now;
    return history;
  }

  private static long block(History history, long now) {
    long nanos = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(history.blocks, 10));
    history.isBlocked = true;
    history.blockedNanos = now + nanos;
    history.failedNanos = history.blockedNanos;
    history.blocks++;
    history.failures = 0;
    return nanos / 1_000_000_000;
  }

  int size() {
    synchronized (table) {
      return table.size();
    }
  }

  private static String nameOf(@Nullable InetAddress source) {
    if (source == null) {
      return "";
    }
    return source instanceof Inet6Address
        ? Arrays.toString(Arrays.copyOf(source.getAddress(), IPV6_NETWORK_BYTES))
        : source.getHostAddress();
  }
}
