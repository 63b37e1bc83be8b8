package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.Scan;
import java.time.ZoneId;

/// The header of BSD syslog, RFC 3164, after its priority: `TIME HOST TAG[PID]: TEXT`, and what is
/// sent in its place:
///
/// - RFC 3339 time (rsyslog), a year or a fraction in the time (Cisco)
/// - no host, no tag (logback), neither time nor host nor tag (Python: all is text)
/// - Cisco: `29: host: *Mar 1 18:46:11.123 UTC: %SYS-5-CONFIG_I: TEXT`, in which sequence number,
///   host and zone are optional; the mnemonic is the tag
///
/// A tag is what ends in a colon, or in a number in brackets; without a time only the latter,
/// because any text may begin with `note:`.
final class Rfc3164 {
  private static final int TAG_BYTES_MAX = 48;
  private static final int HOST_BYTES_MAX = 255;
  private static final int PID_BYTES_MAX = 64;
  private static final int SEQUENCE_DIGITS_MAX = 10;

  private Rfc3164() {}

  static void parse(byte[] bytes, int start, int end, long arrivalMs, ZoneId zone, Header header) {
    var time = new BsdTime(bytes, end, arrivalMs, zone);
    header.textAt = start;
    if (time.parse(start) || ciscoTime(bytes, start, end, time, header)) {
      header.time(time.ns());
      host(bytes, time.end(), end, header);
    } else {
      tag(bytes, start, end, false, header);
    }
  }

  /// A time behind a sequence number and perhaps a host.
  private static boolean ciscoTime(byte[] bytes, int start, int end, BsdTime time, Header header) {
    int at = start;
    while (at < end && at - start <= SEQUENCE_DIGITS_MAX && isDigit(bytes[at])) {
      at++;
    }
    if (at > start && at + 1 < end && bytes[at] == ':' && bytes[at + 1] == ' ') {
      at += 2;
    } else {
      at = start;
    }
    if (time.parse(at)) {
      return true;
    }
    int wordEnd = Scan.indexOf(bytes, at, end, (byte) ' ');
    if (wordEnd < end
        && wordEnd > at + 1
        && bytes[wordEnd - 1] == ':'
        && isHost(bytes, at, wordEnd - 1)
        && time.parse(wordEnd + 1)) {
      header.host(at, wordEnd - 1);
      return true;
    }
    return false;
  }

  /// Reads what follows the time.
  private static void host(byte[] bytes, int timeEnd, int end, Header header) {
    int at = timeEnd;
    if (at < end && bytes[at] == ':') {
      at++; // Cisco
    }
    if (at < end && bytes[at] == ' ') {
      at++;
    }
    header.textAt = at;
    int wordEnd = Scan.indexOf(bytes, at, end, (byte) ' ');
    int last = wordEnd - 1;
    boolean isCiscoHost =
        wordEnd < end - 1 && last > at && bytes[last] == ':' && bytes[wordEnd + 1] == '%';
    if (isCiscoHost && bytes[at] != '%' && isHost(bytes, at, last)) {
      header.host(at, last);
      tag(bytes, wordEnd + 1, end, true, header);
    } else if (header.hostLength == 0
        && wordEnd < end
        && bytes[last] != ':'
        && isHost(bytes, at, wordEnd)) {
      header.host(at, wordEnd);
      boolean isColon = end - wordEnd > 2 && bytes[wordEnd + 1] == ':' && bytes[wordEnd + 2] == ' ';
      tag(bytes, isColon ? wordEnd + 3 : wordEnd + 1, end, true, header); // Cisco: `fw1 : %ASA-...`
    } else {
      tag(bytes, at, end, true, header);
    }
  }

  /// Reads `TAG: `, `TAG[PID]: ` or `TAG[PID] ` at `at`, or leaves all as text.
  private static void tag(byte[] bytes, int at, int end, boolean hasTime, Header header) {
    header.textAt = at;
    int tagEnd = at;
    int limit = Math.min(end, at + TAG_BYTES_MAX + 1);
    while (tagEnd < limit && isTag(bytes[tagEnd])) {
      tagEnd++;
    }
    if (tagEnd == at || tagEnd == limit) {
      return;
    }
    int next = tagEnd;
    boolean hasPid = false;
    if (bytes[next] == '[') {
      int close = pidEnd(bytes, next + 1, end);
      if (close < 0) {
        return;
      }
      next = close + 1;
      hasPid = true;
    }
    boolean hasColon = next < end && bytes[next] == ':';
    int after = hasColon ? next + 1 : next;
    boolean isTag = hasColon ? hasTime || hasPid : hasPid && hasTime;
    if (!isTag || (after < end && bytes[after] != ' ')) {
      return;
    }
    header.app(at, tagEnd);
    if (hasPid) {
      header.pid(tagEnd + 1, next - 1);
    }
    header.textAt = Math.min(after + 1, end);
  }

  /// Position of the bracket that closes a process id, or -1: digits and dots, or words as systemd
  /// units and threads have them.
  private static int pidEnd(byte[] bytes, int from, int end) {
    int limit = Math.min(end, from + PID_BYTES_MAX + 1);
    for (int at = from; at < limit; at++) {
      if (bytes[at] == ']') {
        return at > from ? at : -1;
      }
      if (bytes[at] <= ' ' || bytes[at] == '[') {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isTag(byte b) {
    return b > ' ' && b < 0x7f && b != ':' && b != '[' && b != ']' && b != '"' && b != '{';
  }

  /// A host name or address: letters, digits and `. - _ : / @`, not a blank or bracket.
  private static boolean isHost(byte[] bytes, int from, int to) {
    if (from >= to || to - from > HOST_BYTES_MAX) {
      return false;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      boolean isWord = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || isDigit(b);
      if (!isWord && b != '.' && b != '-' && b != '_' && b != ':' && b != '/' && b != '@') {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
