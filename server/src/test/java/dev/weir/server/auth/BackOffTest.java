package dev.weir.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private final TestClock clock = new TestClock();
  private final BackOff backOff = new BackOff(clock);

  private long fail(InetAddress source) {
    long seconds = 0;
    for (int i = 0; i < BackOff.FAILURES; i++) {
      assertEquals(0, seconds);
      seconds = backOff.failed(source);
    }
    return seconds;
  }

  @Test
  void failed_tenInAMinute_blocksForLongerEachTime() {
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");
    assertEquals(30, fail(source));
    assertEquals(30, backOff.blockedSeconds(source));
    assertEquals(0, backOff.blockedSeconds(InetAddress.ofLiteral("192.0.2.2")));
    clock.advanceMillis(29_001);
    assertEquals(1, backOff.blockedSeconds(source));
    clock.advanceMillis(999);
    assertEquals(0, backOff.blockedSeconds(source));
    assertEquals(60, fail(source));
    clock.advanceMillis(60_000);
    assertEquals(120, fail(source));
    for (int i = 0; i < 10; i++) {
      clock.advanceMillis(900_000);
      fail(source);
    }
    assertEquals(900, backOff.blockedSeconds(source));
    clock.advanceMillis(2 * 900_000 + 1);
    assertEquals(30, fail(source)); // forgotten
  }

  @Test
  void failed_slowly_neverBlocks() {
    InetAddress source = InetAddress.ofLiteral("192.0.2.1");
    for (int i = 0; i < 100; i++) {
      assertEquals(0, backOff.failed(source));
      clock.advanceMillis(7_000);
    }
  }

  @Test
  void failed_ipv6_countsByNetwork() {
    for (int i = 0; i < BackOff.FAILURES; i++) {
      backOff.failed(InetAddress.ofLiteral("2001:db8:0:1::" + i));
    }
    assertTrue(backOff.blockedSeconds(InetAddress.ofLiteral("2001:db8:0:1::ffff")) > 0);
    assertEquals(0, backOff.blockedSeconds(InetAddress.ofLiteral("2001:db8:0:2::1")));
  }

  @Test
  void failed_fromManyAddresses_keepsTheLatest() {
    for (int i = 0; i < 10_000; i++) {
      backOff.failed(InetAddress.ofLiteral("10.0." + i / 256 + "." + i % 256));
    }
    assertEquals(4096, backOff.size());
  }
}
