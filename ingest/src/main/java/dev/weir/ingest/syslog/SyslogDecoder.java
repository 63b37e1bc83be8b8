package dev.weir.ingest.syslog;

import dev.weir.ingest.decode.Levels;
import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/// Decodes one syslog message, RFC 5424 or RFC 3164; the payload is one datagram or one frame. LF
/// and NUL inside are content; one NUL, LF or CR LF at the end is not.
///
/// The record: labels `job="syslog"`, `host` (the message's, else the sender's address), `app` (tag
/// or APP-NAME), `level` (see [Levels]); fields `facility`, `severity` (words), `pid`, `msgid`, and
/// structured data as `<id>_<name>`; the line is the text.
///
/// Nothing is refused but an empty message. Without a valid priority the whole is text, with
/// `user.notice`; counted `SYNTAX`. A time outside the window is replaced, see
/// [LogEntries#beginLenient]; without a time it is the time of arrival.
///
/// Stateless: any thread. Source: RFC 5424, RFC 3164, what real senders do.
public final class SyslogDecoder implements LogDecoder {
  static final String[] FACILITIES = {
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
    "local7"
  };
  static final String[] SEVERITIES = {
    "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"
  };

  private static final int PRIORITY_MAX = 191;
  private static final int LABEL_BYTES_MAX = 255;

  private final ZoneId zone;

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

  private static void emit(Payload payload, Header header, int end, LogEntries entries) {
    byte[] bytes = payload.bytes();
    Labels stream = stream(payload, header);
    long arrivalNs = payload.arrivalMs() * 1_000_000;
    if (header.hasTime) {
      entries.beginLenient(stream, header.timeNs, arrivalNs);
    } else {
      entries.begin(stream, arrivalNs);
    }
    entries.field("facility", FACILITIES[header.priority >> 3]);
    entries.field("severity", SEVERITIES[header.priority & 7]);
    entries.field("pid", bytes, header.pidAt, header.pidLength);
    entries.field("msgid", bytes, header.messageIdAt, header.messageIdLength);
    if (header.dataEnd > header.dataAt) {
      StructuredData.fields(bytes, header.dataAt, header.dataEnd, entries);
    }
    entries.end(bytes, header.textAt, end - header.textAt, payload.isCut());
  }

  private static Labels stream(Payload payload, Header header) {
    byte[] bytes = payload.bytes();
    var labels = new LabelsBuilder();
    if (header.appLength > 0) {
      labels.set("app", text(bytes, header.appAt, header.appLength));
    }
    if (header.hostLength > 0) {
      labels.set("host", text(bytes, header.hostAt, header.hostLength));
    } else {
      String source = payload.sourceText();
      labels.set("host", source == null ? "" : source); // empty is none
    }
    labels.set("job", "syslog");
    labels.set("level", Levels.ofSeverity(header.priority & 7));
    return labels.build();
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, Math.min(length, LABEL_BYTES_MAX), StandardCharsets.UTF_8);
  }
}
