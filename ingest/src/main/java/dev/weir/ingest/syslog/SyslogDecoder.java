package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.storage.model.Labels;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// Decodes one syslog message, RFC 5424 or RFC 3164; the payload is one datagram or one frame. LF
/// and NUL inside are content; one NUL, LF or CR LF at the end is not.
///
/// The record: labels `job="syslog"`, `host` (the message's, else the sender's address), `app` (tag
/// or APP-NAME), `level` (see [dev.weir.ingest.decode.Levels]); fields `facility`, `severity`
/// (words), `pid`, `msgid`, and structured data as `<id>_<name>`; the line is the text.
///
/// Nothing is refused but an empty message. Without a valid priority the whole is text, with
/// `user.notice`; counted `SYNTAX`. A time outside the window is replaced, see
/// [LogEntries#beginLenient]; without a time it is the time of arrival.
///
/// Any thread; keeps nothing but a cache of label sets. Source: RFC 5424, RFC 3164, what real
/// senders do.
public final class SyslogDecoder implements LogDecoder {
  private static final byte[][] FACILITIES =
      words(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "ntp",
          "security",
          "console",
          "solaris-cron",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");
  private static final byte[][] SEVERITIES =
      words("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  private static final int PRIORITY_MAX = 191;

  private final ZoneId zone;
  private final StreamCache streams = new StreamCache();

  /// Times without a zone are those of `zone`.
  public SyslogDecoder(ZoneId zone) {
    this.zone = zone;
  }

  public SyslogDecoder() {
    this(ZoneId.systemDefault());
  }

  @Override
  public void decode(Payload payload, LogEntries entries) {
    byte[] bytes = payload.bytes();
    int start = payload.offset();
    int end = trimmedEnd(bytes, start, start + payload.length());
    if (start == end) {
      entries.refusals().add(Malformed.SYNTAX, bytes, start, 0);
      return;
    }
    var header = new Header();
    int after = priority(bytes, start, end, header);
    if (after < 0) {
      entries.refusals().add(Malformed.SYNTAX, bytes, start, end - start);
      header.textAt = start;
    } else if (!Rfc5424.parse(bytes, after, end, header, entries.refusals())) {
      Rfc3164.parse(bytes, after, end, payload.arrivalMs(), zone, header);
    }
    emit(payload, header, end, entries);
  }

  private static int trimmedEnd(byte[] bytes, int start, int untrimmed) {
    int end = untrimmed;
    if (end > start && bytes[end - 1] == 0) {
      end--;
    }
    if (end > start && bytes[end - 1] == '\n') {
      end--;
      if (end > start && bytes[end - 1] == '\r') {
        end--;
      }
    }
    return end;
  }

  /// Reads `<0..191>`; the position behind it, or -1.
  private static int priority(byte[] bytes, int start, int end, Header header) {
    if (bytes[start] != '<') {
      return -1;
    }
    int value = 0;
    int at = start + 1;
    for (; at < end && at <= start + 3 && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      value = value * 10 + (bytes[at] - '0');
    }
    if (at == start + 1 || at >= end || bytes[at] != '>' || value > PRIORITY_MAX) {
      return -1;
    }
    header.priority = value;
    return at + 1;
  }

  private void emit(Payload payload, Header header, int end, LogEntries entries) {
    byte[] bytes = payload.bytes();
    Labels stream = streams.find(bytes, header, payload.sourceText());
    long arrivalNs = payload.arrivalMs() * 1_000_000;
    if (header.hasTime) {
      entries.beginLenient(stream, header.timeNs, arrivalNs);
    } else {
      entries.begin(stream, arrivalNs);
    }
    word("facility", FACILITIES[header.facility()], entries);
    word("severity", SEVERITIES[header.severity()], entries);
    entries.field("pid", bytes, header.pidAt, header.pidLength);
    entries.field("msgid", bytes, header.messageIdAt, header.messageIdLength);
    if (header.dataEnd > header.dataAt) {
      StructuredData.fields(bytes, header.dataAt, header.dataEnd, entries);
    }
    entries.end(bytes, header.textAt, end - header.textAt, payload.isCut());
  }

  private static void word(String field, byte[] value, LogEntries entries) {
    entries.field(field, value, 0, value.length);
  }

  private static byte[][] words(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(StandardCharsets.US_ASCII);
    }
    return bytes;
  }
}
