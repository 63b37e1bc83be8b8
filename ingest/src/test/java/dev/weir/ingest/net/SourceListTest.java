package dev.weir.ingest.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceListTest {
  private static boolean allows(String networks, String address) {
    return SourceList.of(List.of(networks.split(","))).allows(InetAddress.ofLiteral(address));
  }

  @Test
  void allows_ipv4() {
    assertTrue(allows("10.0.0.0/8", "10.255.255.255"));
    assertFalse(allows("10.0.0.0/8", "11.0.0.0"));
    assertTrue(allows("192.0.2.7", "192.0.2.7"));
    assertFalse(allows("192.0.2.7", "192.0.2.6"));
    assertTrue(allows("192.0.2.7/32,198.51.100.0/25", "198.51.100.127"));
    assertFalse(allows("192.0.2.7/32,198.51.100.0/25", "198.51.100.128"));
    assertTrue(allows("0.0.0.0/0", "255.255.255.255"));
    assertFalse(allows("0.0.0.0/0", "::1"));
  }

  @Test
  void allows_ipv6() {
    assertTrue(allows("2001:db8::/32", "2001:db8:ffff::1"));
    assertFalse(allows("2001:db8::/32", "2001:db9::"));
    assertTrue(allows("::1", "::1"));
    assertTrue(allows("2001:db8::8000:0:0:0/65", "2001:db8::ffff:0:0:1"));
    assertFalse(allows("2001:db8::8000:0:0:0/65", "2001:db8::7fff:0:0:1"));
    assertTrue(allows("::/0", "2001:db8::1"));
    assertTrue(allows("::/0", "10.0.0.1"));
  }

  @Test
  void allows_mappedAddress_isTheIpv4One() throws UnknownHostException {
    assertTrue(allows("::ffff:10.0.0.0/104", "10.1.2.3"));
    assertFalse(allows("::ffff:10.0.0.0/104", "11.1.2.3"));
    assertTrue(allows("10.0.0.0/8", "::ffff:10.1.2.3"));
    assertFalse(allows("::1,fe80::/10", "127.0.0.1"));
  }

  @Test
  void nothingListed_isEverybody() {
    assertTrue(SourceList.of(List.of()).isEverybody());
    assertTrue(SourceList.EVERYBODY.allows(InetAddress.ofLiteral("192.0.2.1")));
    assertEquals("10.0.0.0/8,::1", SourceList.of(List.of("10.0.0.0/8", "::1")).toString());
  }

  @Test
  void of_malformed_saysWhy() {
    for (String bad :
        List.of(
            "10.0.0.0/33",
            "10.0.0.1/8",
            "10.0.0/8",
            "10.0.0.0/",
            "10.0.0.0/x",
            "10.0.0.256",
            "",
            "localhost",
            "::/129",
            "2001:db8::1/32",
            "fe80::1%lo",
            "10.0.0.0/8/8",
            "1",
            ":",
            "::ffff:10.0.0.0/8")) {
      var e = assertThrows(IllegalArgumentException.class, () -> SourceList.of(List.of(bad)), bad);
      assertTrue(String.valueOf(e.getMessage()).contains("'" + bad + "'"), e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> SourceList.of(java.util.Collections.nCopies(1001, "::1")));
  }

  /// Against arithmetic with big numbers.
  @Test
  void allows_random_asArithmeticSays() throws UnknownHostException {
    long seed = 20261130;
    System.out.println("seed " + seed);
    var random = new Random(seed);
    int inside = 0;
    for (int i = 0; i < 20_000; i++) {
      int size = random.nextBoolean() ? 4 : 16;
      byte[] address = new byte[size];
      random.nextBytes(address);
      int bits = random.nextInt(size * 8 + 1);
      BigInteger mask =
          BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).shiftLeft(size * 8 - bits);
      BigInteger base = new BigInteger(1, address).and(mask);
      byte[] other = address.clone();
      int flipped = random.nextInt(size * 8);
      other[flipped / 8] ^= (byte) (0x80 >> (flipped % 8));
      String network = InetAddress.getByAddress(bytes(base, size)).getHostAddress() + "/" + bits;
      boolean expected = new BigInteger(1, other).and(mask).equals(base);
      boolean is = SourceList.of(List.of(network)).allows(InetAddress.getByAddress(other));
      assertEquals(expected, is, network);
      inside += is ? 1 : 0;
    }
    assertTrue(inside > 5_000 && inside < 15_000, "inside: " + inside);
  }

  private static byte[] bytes(BigInteger number, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = number.shiftRight(8 * (size - 1 - i)).byteValue();
    }
    return bytes;
  }

  @Test
  void gate_sameSender_allocatesNothing() {
    var gate = new SourceGate("test", SourceList.of(List.of("10.0.0.0/8")), Clock.SYSTEM);
    var allowed = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1);
    var refused = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1);
    for (InetSocketAddress sender : List.of(allowed, refused)) {
      long admitted = 0;
      for (int i = 0; i < 100_000; i++) { // compiled by then
        admitted += gate.admits(sender) ? 1 : 0;
      }
      long before = allocated();
      for (int i = 0; i < 100_000; i++) {
        admitted += gate.admits(sender) ? 1 : 0;
      }
      long after = allocated();
      assertEquals(sender.equals(allowed) ? 200_000 : 0, admitted);
      assertTrue(after - before < 1000, "bytes: " + (after - before));
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
