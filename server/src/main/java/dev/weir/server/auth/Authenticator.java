package dev.weir.server.auth;

import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells whose credentials a request brings. Tokens are looked up by SHA-256; a password costs a
/// round of PBKDF2 the first time and is then remembered for a while ([VerifiedCache]). What is
/// remembered is accepted even from an address that is not listened to ([BackOff]): behind one
/// proxy, somebody who guesses does not lock out those who are already in, and learns nothing.
///
/// Any thread. At most half the processors check passwords at once; further ones wait for two
/// seconds, 64 of them at most.
public final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
  private static final int MAX_WAITING = 64;
  private static final long WAIT_SECONDS = 2;
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  private final List<Credential> entries;
  private final Clock clock;
  private final VerifiedCache verified;
  private final BackOff backOff;
  private final Semaphore checking =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  private final Counter derivations;
  private final Counter blocks;
  private volatile Credentials credentials;
  private volatile @Nullable String problem;
  private long loggedNanos; // guarded by this
  private long unlogged; // guarded by this

  /// `credentials` is `entries` as they were read at the start.
  public Authenticator(
      List<Credential> entries, Credentials credentials, Clock clock, MetricRegistry metrics) {
    this.entries = List.copyOf(entries);
    this.credentials = credentials;
    this.clock = clock;
    verified = new VerifiedCache(clock);
    backOff = new BackOff(clock);
    loggedNanos = clock.nanoTime() - LOG_EVERY_NANOS;
    derivations =
        metrics.counter(
            "weir_server_auth_password_checks_total",
            "Passwords checked by PBKDF2; those remembered are not.");
    blocks =
        metrics.counter(
            "weir_server_auth_blocks_total",
            "Times an address was shut out for a while after too many wrong credentials.");
    metrics.gauge(
        "weir_server_auth_remembered", "Accepted credentials remembered.", verified::size);
    metrics.gauge(
        "weir_server_auth_failing_addresses",
        "Addresses from which wrong credentials came.",
        backOff::size);
  }

  /// Like [#check], but answers [Outcome.Slow] where that would take long.
  public Outcome quick(@Nullable String header, @Nullable InetAddress source) {
    return check(header, source, false);
  }

  /// Checks the value of an `Authorization` header that came from `source`. May take some hundred
  /// milliseconds.
  public Outcome check(@Nullable String header, @Nullable InetAddress source) {
    return check(header, source, true);
  }

  private Outcome check(@Nullable String header, @Nullable InetAddress source, boolean mayWait) {
    if (header == null) {
      return Outcome.ABSENT;
    }
    String name = verified.nameOf(header);
    Outcome known = known(name, source);
    if (known != null) {
      return known;
    }
    Credentials current = credentials;
    Presented presented = Presented.parse(header);
    if (presented == null) {
      return wrong(source);
    }
    Principal caller = current.findToken(presented.secret());
    if (caller != null) {
      return accept(current, name, caller);
    }
    if (presented.user() == null) {
      return wrong(source);
    }
    Credentials.User user = current.findUser(presented.user());
    if (user != null && user.check() instanceof Credential.Check.Digest digest) {
      return digest.matches(presented.secret())
          ? accept(current, name, user.principal())
          : wrong(source);
    }
    if (current.anyHash() == null) {
      return wrong(source);
    }
    return mayWait ? checkSlow(current, name, presented, source) : Outcome.SLOW;
  }

  /// What can be said without looking at the credentials; null when nothing.
  private @Nullable Outcome known(String name, @Nullable InetAddress source) {
    Principal remembered = verified.find(name);
    if (remembered != null) {
      return new Outcome.Accepted(remembered);
    }
    long seconds = backOff.blockedSeconds(source);
    return seconds > 0 ? new Outcome.Blocked(seconds) : null;
  }

  /// Looks again at what is known once it is this request's turn: of twenty that came at once with
  /// the same password, the first has paid for all.
  private Outcome checkSlow(
      Credentials current, String name, Presented presented, @Nullable InetAddress source) {
    if (!enter()) {
      return Outcome.BUSY;
    }
    try {
      Outcome known = known(name, source);
      if (known != null) {
        return known;
      }
      derivations.increment();
      Credentials.User user = current.findUser(String.valueOf(presented.user()));
      if (user != null && user.check() instanceof Credential.Check.Derived(PasswordHash hash)) {
        return hash.matches(presented.secret())
            ? accept(current, name, user.principal())
            : wrong(source);
      }
      PasswordHash other = current.anyHash();
      if (other != null) {
        var _ = other.matches(presented.secret()); // an unknown user takes as long
      }
      return wrong(source);
    } finally {
      checking.release();
    }
  }

  private boolean enter() {
    try {
      return checking.getQueueLength() < MAX_WAITING
          && checking.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Outcome accept(Credentials current, String name, Principal caller) {
    verified.put(name, caller);
    if (current != credentials) {
      verified.clear(); // they changed meanwhile: this one is let in for the last time
    }
    return new Outcome.Accepted(caller);
  }

  private Outcome wrong(@Nullable InetAddress source) {
    long seconds = backOff.failed(source);
    String address = source == null ? "unknown" : source.getHostAddress();
    if (seconds > 0) {
      blocks.increment();
      LOG.warn("sign_in_blocked source={} seconds={}", address, seconds);
    } else {
      logWrong(address);
    }
    return Outcome.WRONG;
  }

  /// One line in ten seconds at most, and never what was presented.
  private synchronized void logWrong(String address) {
    long now = clock.nanoTime();
    unlogged++;
    if (now - loggedNanos >= LOG_EVERY_NANOS) {
      LOG.warn("sign_in_failed source={} times={}", address, unlogged);
      loggedNanos = now;
      unlogged = 0;
    }
  }

  /// True when a secret stands in a file.
  public boolean hasFiles() {
    return entries.stream().anyMatch(entry -> entry.secret().file() != null);
  }

  /// Reads the files again and takes what changed; what cannot be read leaves everything as it was.
  /// One thread.
  public void reload() {
    try {
      Credentials fresh = Credentials.load(entries);
      List<String> changed = fresh.changedSince(credentials);
      if (!changed.isEmpty()) {
        credentials = fresh;
        verified.clear();
        LOG.info("credentials_reloaded names={}", String.join(",", changed));
        warnOfWeak(changed);
      }
      problem = null;
    } catch (CredentialException e) {
      String text =
          "the credential '" + e.credential() + "' keeps its old secret: " + e.getMessage();
      if (!text.equals(problem)) {
        LOG.warn("credentials_not_reloaded name={} reason={}", e.credential(), e.getMessage());
      }
      problem = text;
    }
  }

  private void warnOfWeak(List<String> changed) {
    for (Credential entry : entries) {
      try {
        String weakness = changed.contains(entry.name()) ? entry.weakness() : null;
        if (weakness != null) {
          LOG.warn("credential_weak name={} reason={}", entry.name(), weakness);
        }
      } catch (java.io.IOException e) {
        LOG.debug("credential_gone name={}", entry.name(), e);
      }
    }
  }

  /// What is wrong with the files now.
  public List<String> problems() {
    var problems = new ArrayList<String>();
    String now = problem;
    if (now != null) {
      problems.add(now);
    }
    return problems;
  }
}
