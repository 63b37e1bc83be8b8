package dev.weir.ingest.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class KernelDropsTest {
  private static final String V4 =
      " 1234: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 "
          + "54321 2 0000000000000000 17";
  private static final String MAPPED =
      "  99: 0000000000000000FFFF00000100007F:1FBD 00000000000000000000000000000000:0000 07 "
          + "00000000:00000000 00:00000000 00000000     0        0 77 2 0000000000000000 5";

  @Test
  void ofLine_samePortAndAddress_isCounted() {
    var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8125);
    assertEquals(17, KernelDrops.ofLine(V4, local));
    assertEquals(5, KernelDrops.ofLine(MAPPED, local));
  }

  @Test
  void ofLine_other_isNot() {
    assertEquals(
        0, KernelDrops.ofLine(V4, new InetSocketAddress(InetAddress.getLoopbackAddress(), 8126)));
    assertEquals(
        0, KernelDrops.ofLine(V4, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 8125)));
    assertEquals(
        0,
        KernelDrops.ofLine(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 8125)));
  }
}
