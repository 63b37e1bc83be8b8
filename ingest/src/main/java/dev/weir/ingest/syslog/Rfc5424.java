package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Refusals;
import dev.weir.ingest.decode.Scan;
import dev.weir.ingest.decode.Times;

/// The header of RFC 5424 after its priority: `1 TIME HOST APP PROCID MSGID SD [MSG]`, `-` for what
/// is absent.
///
/// Malformed parts cost no text: with structured data that is none, the message begins where it
/// should have been; a header that ends early is text as a whole; a time that is none is replaced
/// by the time of arrival. Each is counted.
final class Rfc5424 {
  private Rfc5424() {}

  /// Reads the header at `start`, which follows the priority. False when it is none of this kind.
  static boolean parse(byte[] bytes, int start, int end, Header header, Refusals refusals) {
    if (end - start < 2 || bytes[start] != '1' || bytes[start + 1] != ' ') {
      return false;
    }
    int time = start + 2;
    int timeEnd = word(bytes, time, end);
    boolean isNilTime = isNil(bytes, time, timeEnd);
    long ns = isNilTime ? Times.INVALID : Times.rfc3339(bytes, time, timeEnd);
    int host = timeEnd + 1;
    int hostEnd = word(bytes, host, end);
    int app = hostEnd + 1;
    int appEnd = word(bytes, app, end);
    int pid = appEnd + 1;
    int pidEnd = word(bytes, pid, end);
    int messageId = pidEnd + 1;
    int messageIdEnd = word(bytes, messageId, end);
    int data = messageIdEnd + 1;
    boolean hasAll = data < end;
    boolean isTime = isNilTime || ns != Times.INVALID;
    if (!isTime && !(hasAll && (bytes[data] == '-' || bytes[data] == '['))) {
      return false; // `1 plus 1 is 2` is just text
    }
    if (!hasAll) {
      refusals.add(Malformed.TRUNCATED, bytes, start, end - start);
      header.textAt = start;
      return true;
    }
    if (ns != Times.INVALID) {
      header.time(ns);
    } else if (!isNilTime) {
      refusals.add(Malformed.BAD_TIMESTAMP, bytes, time, timeEnd - time);
    }
    if (!isNil(bytes, host, hostEnd)) {
      header.host(host, hostEnd);
    }
    if (!isNil(bytes, app, appEnd)) {
      header.app(app, appEnd);
    }
    if (!isNil(bytes, pid, pidEnd)) {
      header.pid(pid, pidEnd);
    }
    if (!isNil(bytes, messageId, messageIdEnd)) {
      header.messageId(messageId, messageIdEnd);
    }
    data(bytes, data, end, header, refusals);
    return true;
  }

  private static void data(byte[] bytes, int at, int end, Header header, Refusals refusals) {
    boolean isNil = bytes[at] == '-' && (at + 1 == end || bytes[at + 1] == ' ');
    int dataEnd = isNil ? at + 1 : StructuredData.end(bytes, at, end);
    if (dataEnd < 0) {
      refusals.add(Malformed.SYNTAX, bytes, at, end - at);
      header.textAt = at;
      return;
    }
    if (!isNil) {
      header.data(at, dataEnd);
    }
    header.textAt = text(bytes, dataEnd, end);
  }

  /// Where the text begins: after the blank that separates it, a byte order mark, and one more
  /// blank, which rsyslog leaves.
  private static int text(byte[] bytes, int dataEnd, int end) {
    int at = Math.min(dataEnd + 1, end);
    int marked = skipMark(bytes, at, end);
    if (marked > at) {
      return marked;
    }
    return at < end && bytes[at] == ' ' ? skipMark(bytes, at + 1, end) : at;
  }

  private static int skipMark(byte[] bytes, int at, int end) {
    boolean isMark =
        end - at >= 3
            && bytes[at] == (byte) 0xEF
            && bytes[at + 1] == (byte) 0xBB
            && bytes[at + 2] == (byte) 0xBF;
    return isMark ? at + 3 : at;
  }

  private static int word(byte[] bytes, int from, int end) {
    return from >= end ? end : Scan.indexOf(bytes, from, end, (byte) ' ');
  }

  private static boolean isNil(byte[] bytes, int from, int to) {
    return to <= from || (to - from == 1 && bytes[from] == '-');
  }
}
