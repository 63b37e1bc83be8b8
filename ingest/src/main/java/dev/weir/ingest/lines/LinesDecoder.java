package dev.weir.ingest.lines;

import dev.weir.ingest.decode.Levels;
import dev.weir.ingest.decode.LogDecoder;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.Times;
import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Decodes one line, or one datagram: a JSON object becomes a record, a JSON array one for each
/// element, anything else is a record whose line is the text.
///
/// Of an object, names flattened (see [JsonEvents]):
///
/// | what | from the first of |
/// |---|---|
/// | line | `message`, `log`, `msg` that is a string and not empty; else the whole object |
/// | time | `@timestamp`, `timestamp`, `time`, `ts`: RFC 3339 or an epoch number; else arrival |
/// | label `level` | `level`, `severity`, `lvl`, `loglevel`, `log_level`, see [Levels] |
/// | label `app` | `app`, `application`, `service`, `appname`, `service_name` |
/// | label `host` | `host`, `host_name`, `hostname`, else the sender's address |
/// | label `job` | `job`, else `lines` |
///
/// All other members are fields, `@version` excepted. When there are more than
/// [LogEntries#FIELDS_MAX] of them the line is the whole object, so that nothing is lost.
///
/// What begins as JSON and is none, invalid UTF-8 included, is kept as text with the field
/// [#INVALID_FIELD] and counted `SYNTAX` or `BAD_UTF8`. Text that merely begins with a bracket
/// (`[main] started`) is text. A time that is none stays a field and is counted `BAD_TIMESTAMP`.
/// Any thread.
public final class LinesDecoder implements LogDecoder {
  /// Field of text that was meant to be JSON.
  public static final String INVALID_FIELD = "weir_json";

  private static final List<String> MESSAGES = List.of("message", "log", "msg");
  private static final List<String> TIMES = List.of("_timestamp", "timestamp", "time", "ts");
  private static final List<String> LEVELS =
      List.of("level", "severity", "lvl", "loglevel", "log_level");
  private static final List<String> APPS =
      List.of("app", "application", "service", "appname", "service_name");
  private static final List<String> HOSTS = List.of("host", "host_name", "hostname");
  private static final List<String> JOBS = List.of("job");
  private static final int LABEL_LENGTH_MAX = 255;

  private final JsonEvents events = new JsonEvents();

  @Override
  public void decode(Payload payload, LogEntries entries) {
    byte[] bytes = payload.bytes();
    int start = payload.offset();
    int end = start + payload.length();
    if (end > start && bytes[end - 1] == '\n') {
      end--;
    }
    if (end > start && bytes[end - 1] == '\r') {
      end--;
    }
    if (start == end) {
      return;
    }
    boolean isInvalid = false;
    if (looksLikeJson(bytes, start, end)) {
      Malformed reason = json(payload, start, end, entries);
      if (reason == null) {
        return;
      }
      entries.refusals().add(reason, bytes, start, end - start);
      isInvalid = true;
    }
    text(payload, start, end, isInvalid, entries);
  }

  private static boolean looksLikeJson(byte[] bytes, int start, int end) {
    int at = skipBlanks(bytes, start, end);
    if (at == end || bytes[at] == '{') {
      return at < end;
    }
    int next = bytes[at] == '[' ? skipBlanks(bytes, at + 1, end) : end;
    return next < end
        && (bytes[next] == '{' || bytes[next] == '[' || bytes[next] == '"' || bytes[next] == ']');
  }

  private static int skipBlanks(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n')) {
      at++;
    }
    return at;
  }

  private static void text(
      Payload payload, int start, int end, boolean isInvalid, LogEntries entries) {
    var labels = new LabelsBuilder().set("job", "lines");
    setHost(payload, null, labels);
    entries.begin(labels.build(), payload.arrivalMs() * 1_000_000);
    if (isInvalid) {
      entries.field(INVALID_FIELD, "invalid");
    }
    entries.end(payload.bytes(), start, end - start, payload.isCut());
  }

  /// Adds a record for each event; the reason when it is not JSON, and nothing is added.
  private @Nullable Malformed json(Payload payload, int start, int end, LogEntries entries) {
    if (!Utf8.isValid(payload.bytes(), start, end - start)) {
      return Malformed.BAD_UTF8;
    }
    List<JsonEvent> found = events.read(payload, start, end);
    if (found == null) {
      return Malformed.SYNTAX;
    }
    for (JsonEvent event : found) {
      event(payload, event, entries);
    }
    return null;
  }

  private static void event(Payload payload, JsonEvent event, LogEntries entries) {
    Map<String, JsonEvent.Member> members = event.members();
    long sentNs = takeTime(members, entries);
    Labels stream = takeLabels(members, payload);
    String message = event.text() != null ? event.text() : takeMessage(members);
    long arrivalNs = payload.arrivalMs() * 1_000_000;
    if (sentNs == Times.INVALID) {
      entries.begin(stream, arrivalNs);
    } else {
      entries.beginLenient(stream, sentNs, arrivalNs);
    }
    members.forEach((name, member) -> entries.field(name, member.text()));
    if (message == null || members.size() > LogEntries.FIELDS_MAX) {
      entries.end(payload.bytes(), event.from(), event.to() - event.from(), payload.isCut());
    } else {
      byte[] line = message.getBytes(StandardCharsets.UTF_8);
      entries.end(line, 0, line.length, payload.isCut());
    }
  }

  /// Takes the line out of the members; null when there is none.
  private static @Nullable String takeMessage(Map<String, JsonEvent.Member> members) {
    for (String name : MESSAGES) {
      JsonEvent.Member member = members.get(name);
      if (member != null && member.isString() && !member.text().isEmpty()) {
        members.remove(name);
        return member.text();
      }
    }
    return null;
  }

  private static long takeTime(Map<String, JsonEvent.Member> members, LogEntries entries) {
    for (String name : TIMES) {
      JsonEvent.Member member = members.get(name);
      if (member != null) {
        byte[] text = member.text().getBytes(StandardCharsets.UTF_8);
        long ns = Times.rfc3339(text, 0, text.length);
        ns = ns == Times.INVALID ? Times.epoch(text, 0, text.length) : ns;
        if (ns != Times.INVALID) {
          members.remove(name);
          return ns;
        }
        entries.refusals().add(Malformed.BAD_TIMESTAMP, text, 0, text.length);
      }
    }
    return Times.INVALID;
  }

  private static Labels takeLabels(Map<String, JsonEvent.Member> members, Payload payload) {
    var labels = new LabelsBuilder();
    String app = takeText(members, APPS);
    if (app != null) {
      labels.set("app", app);
    }
    setHost(payload, takeText(members, HOSTS), labels);
    String job = takeText(members, JOBS);
    labels.set("job", job == null ? "lines" : job);
    String level = takeLevel(members);
    if (level != null) {
      labels.set("level", level);
    }
    return labels.build();
  }

  private static void setHost(Payload payload, @Nullable String named, LabelsBuilder labels) {
    String host = named == null ? payload.sourceText() : named;
    if (host != null) {
      labels.set("host", host);
    }
  }

  private static @Nullable String takeText(
      Map<String, JsonEvent.Member> members, List<String> names) {
    for (String name : names) {
      JsonEvent.Member member = members.get(name);
      if (member != null
          && member.isString()
          && !member.text().isEmpty()
          && member.text().length() <= LABEL_LENGTH_MAX) {
        members.remove(name);
        return member.text();
      }
    }
    return null;
  }

  private static @Nullable String takeLevel(Map<String, JsonEvent.Member> members) {
    for (String name : LEVELS) {
      JsonEvent.Member member = members.get(name);
      String level = member == null ? null : level(member);
      if (level != null) {
        members.remove(name);
        return level;
      }
    }
    return null;
  }

  private static @Nullable String level(JsonEvent.Member member) {
    String text = member.text();
    boolean isNumber =
        !text.isEmpty() && text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (isNumber) {
      return Levels.of(Integer.parseInt(text));
    }
    return member.isString() ? Levels.of(text) : null;
  }
}
