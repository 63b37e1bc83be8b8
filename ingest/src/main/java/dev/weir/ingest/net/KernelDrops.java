package dev.weir.ingest.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The kernel's count of datagrams it dropped because a socket's receive buffer was full: the last
/// column of `/proc/net/udp` and `/proc/net/udp6`.
///
/// A socket is found by its local port, because the JDK does not tell its inode; two sockets can
/// share a port only on different addresses, so the address is compared too where both are of the
/// same family. A line reads `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout
/// inode ref pointer drops`, addresses in hexadecimal words of the machine's byte order.
final class KernelDrops {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));

  private KernelDrops() {}

  /// Datagrams dropped for the socket bound to `local`; 0 where the kernel does not say. Reads two
  /// small files.
  static long of(InetSocketAddress local) {
    long drops = 0;
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
          drops += ofLine(line, local);
        }
      } catch (IOException e) {
        // not Linux, or no IPv6: nothing to count
      }
    }
    return drops;
  }

  /// Drops in one line of the table if it is about `local`, else 0.
  static long ofLine(String line, InetSocketAddress local) {
    String[] fields = line.strip().split("\\s+");
    if (fields.length < 13 || !fields[1].contains(":")) {
      return 0;
    }
    String[] address = fields[1].split(":");
    if (Integer.parseInt(address[1], 16) != local.getPort() || !isSame(address[0], local)) {
      return 0;
    }
    return Long.parseLong(fields[12]);
  }

  private static boolean isSame(String hex, InetSocketAddress local) {
    if (local.getAddress() == null) {
      return true;
    }
    byte[] wanted = local.getAddress().getAddress();
    byte[] found = new byte[hex.length() / 2];
    for (int word = 0; word < found.length / 4; word++) {
      int value = Integer.parseUnsignedInt(hex.substring(word * 8, word * 8 + 8), 16);
      for (int i = 0; i < 4; i++) { // little-endian words, as on every machine we run on
        found[word * 4 + i] = (byte) (value >>> (8 * i));
      }
    }
    int compared =
        Math.min(wanted.length, found.length); // a v4 address is the tail of a mapped one
    for (int i = 1; i <= compared; i++) {
      if (wanted[wanted.length - i] != found[found.length - i]) {
        return isAny(found) && local.getAddress().isAnyLocalAddress();
      }
    }
    return true;
  }

  private static boolean isAny(byte[] address) {
    for (byte b : address) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
