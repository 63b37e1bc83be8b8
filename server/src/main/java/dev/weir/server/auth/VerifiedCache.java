package dev.weir.server.auth;

import dev.weir.storage.io.Clock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Headers that were accepted a short while ago, so that a dashboard of twenty panels does not cost
/// twenty rounds of PBKDF2. Keeps no header: the key is an HMAC of it under a random key of this
/// process. At most 1,024; each until it was not used for five minutes. Any thread.
final class VerifiedCache {
  private static final int MAX_ENTRIES = 1024;
  private static final long TTL_NANOS = Duration.ofMinutes(5).toNanos();

  private record Entry(Principal caller, long usedNanos) {}

  private final Clock clock;
  private @Nullable SecretKeySpec key; // guarded by entries; made when it is first needed
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true); // by last use

  VerifiedCache(Clock clock) {
    this.clock = clock;
  }

  private SecretKeySpec key() {
    synchronized (entries) {
      SecretKeySpec made = key;
      if (made == null) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        made = new SecretKeySpec(random, "HmacSHA256");
        key = made;
      }
      return made;
    }
  }

  /// The name under which a header is kept.
  String nameOf(String header) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key());
      byte[] hmac = mac.doFinal(header.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hmac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: the JDK lacks HmacSHA256", e);
    }
  }

  @Nullable Principal find(String name) {
    long now = clock.nanoTime();
    synchronized (entries) {
      Entry entry = entries.get(name);
      if (entry == null) {
        return null;
      }
      if (now - entry.usedNanos() > TTL_NANOS) {
        entries.remove(name);
        return null;
      }
      entries.put(name, new Entry(entry.caller(), now));
      return entry.caller();
    }
  }

  void put(String name, Principal caller) {
    synchronized (entries) {
      entries.put(name, new Entry(caller, clock.nanoTime()));
      if (entries.size() > MAX_ENTRIES) {
        var eldest = entries.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
  }

  void clear() {
    synchronized (entries) {
      entries.clear();
    }
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}
