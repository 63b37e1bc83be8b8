package dev.weir.ingest.events;

import dev.weir.ingest.decode.Levels;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.LabelNames;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.LogRecord;
import org.jspecify.annotations.Nullable;

/// One line of the DogStatsD protocol that is an event or a service check:
///
/// ```
/// _e{<title bytes>,<text bytes>}:<title>|<text>[|d:secs][|h:host][|k:key][|p:normal|low]
///     [|s:source][|t:error|warning|info|success][|#tag,k:v][|c:container][|e:entity]
/// _sc|<name>|<0..3>[|d:][|h:][|#...][|c:][|m:message]
/// ```
///
/// Parts may come in any order and unknown ones are left out. Title and text are cut by their
/// length, so that a text may hold `|`; a message goes to the end of the line, except that
/// containers and entities behind it are not part of it, for there is a client that writes them
/// there. `\n` stands for LF in all three, `m\:` for `m:` in a message.
///
/// The record: `job="events"`, `kind`, `host` when it is given, `level`; an event's line is `title:
/// text`, a check's `name status: message`. Tags become fields, those without a value one field
/// `tag`; beyond [LogEntries#FIELDS_MAX] they are left out.
final class EventLine {
  private static final int LENGTH_DIGITS = 7;
  private static final String[] STATUSES = {"ok", "warning", "critical", "unknown"};
  private static final String[] LEVELS = {Levels.INFO, Levels.WARN, Levels.CRITICAL, Levels.NOTICE};
  private static final long LATEST_SECONDS = 9_000_000_000L;

  private final EventLog.Kind kind;
  private final LabelsBuilder stream = new LabelsBuilder();
  private final LabelsBuilder fields = new LabelsBuilder();
  private String line = "";
  private String message = "";
  private String level = Levels.INFO;
  private long timestampNs;
  private int tagsLeftOut;
  private boolean isBad;

  private EventLine(EventLog.Kind kind, long arrivalMs) {
    this.kind = kind;
    timestampNs = arrivalMs * 1_000_000;
  }

  /// Parses a line that begins `_e{` or `_sc|`; null when it is malformed.
  static @Nullable EventLine parse(byte[] bytes, int offset, int length, long arrivalMs) {
    int end = offset + length;
    if (length > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    return bytes[offset + 1] == 'e'
        ? event(bytes, offset, end, arrivalMs)
        : check(bytes, offset, end, arrivalMs);
  }

  EventLog.Kind kind() {
    return kind;
  }

  LogRecord record() {
    stream.set("job", "events").set("kind", kind.label()).set("level", level);
    return new LogRecord(timestampNs, stream.build(), fields.build(), line);
  }

  private static @Nullable EventLine event(byte[] bytes, int offset, int end, long arrivalMs) {
    int at = offset + 3;
    int titleDigits = digits(bytes, at, end);
    int comma = at + titleDigits;
    int textDigits = comma < end ? digits(bytes, comma + 1, end) : 0;
    int close = comma + 1 + textDigits;
    if (titleDigits == 0
        || textDigits == 0
        || close + 2 > end
        || bytes[comma] != ','
        || bytes[close] != '}'
        || bytes[close + 1] != ':') {
      return null;
    }
    int title = close + 2;
    int titleEnd = title + number(bytes, at, comma);
    int textEnd = titleEnd + 1 + number(bytes, comma + 1, close);
    if (titleEnd == title
        || textEnd > end
        || bytes[titleEnd] != '|'
        || (textEnd < end && bytes[textEnd] != '|')) {
      return null;
    }
    String titleText = Utf8.decode(bytes, title, titleEnd - title);
    String text = Utf8.decode(bytes, titleEnd + 1, textEnd - titleEnd - 1);
    String rest = Utf8.decode(bytes, textEnd, end - textEnd);
    if (titleText == null || text == null || rest == null) {
      return null;
    }
    var line = new EventLine(EventLog.Kind.DOGSTATSD, arrivalMs);
    line.parts(rest);
    String plainTitle = unescaped(titleText);
    line.fields.set("title", plainTitle);
    line.line = text.isEmpty() ? plainTitle : plainTitle + ": " + unescaped(text);
    return line.isBad ? null : line;
  }

  private static @Nullable EventLine check(byte[] bytes, int offset, int end, long arrivalMs) {
    String text = Utf8.decode(bytes, offset + 4, end - offset - 4);
    int bar = text == null ? -1 : text.indexOf('|');
    if (text == null || bar < 1 || bar + 1 >= text.length()) {
      return null;
    }
    boolean isLast = bar + 2 == text.length();
    if (!isLast && text.charAt(bar + 2) != '|') {
      return null;
    }
    String name = text.substring(0, bar);
    var line = new EventLine(EventLog.Kind.SERVICE_CHECK, arrivalMs);
    line.parts(text.substring(bar + 2));
    String status = line.status(text.charAt(bar + 1));
    line.fields.set("check", name).set("status", status);
    line.line = name + ' ' + status + (line.message.isEmpty() ? "" : ": " + line.message);
    return line.isBad ? null : line;
  }

  private String status(char digit) {
    int status = digit - '0';
    if (status < 0 || status >= STATUSES.length) {
      isBad = true;
      return "";
    }
    level = LEVELS[status];
    return STATUSES[status];
  }

  /// Reads `|part|part...`.
  private void parts(String text) {
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('|', at + 1);
      end = end < 0 ? text.length() : end;
      if (kind == EventLog.Kind.SERVICE_CHECK && text.startsWith("m:", at + 1)) {
        end = messageEnd(text, at);
        message = unescaped(text.substring(at + 3, end)).replace("m\\:", "m:");
      } else {
        part(text.substring(at + 1, end));
      }
      at = end;
    }
  }

  /// A message goes to the end, or to the containers and entities that end the line.
  private static int messageEnd(String text, int from) {
    int end = text.length();
    int bar = text.lastIndexOf('|', end - 1);
    while (bar > from
        && (text.startsWith("c:", bar + 1)
            || text.startsWith("e:", bar + 1)
            || text.startsWith("card:", bar + 1))) {
      end = bar;
      bar = text.lastIndexOf('|', end - 1);
    }
    return end;
  }

  private void part(String part) {
    if (part.startsWith("#")) {
      tags(part.substring(1));
      return;
    }
    int colon = part.indexOf(':');
    String value = part.substring(colon + 1);
    switch (colon < 0 ? "" : part.substring(0, colon)) {
      case "d" -> time(value);
      case "h" -> stream.set("host", value);
      case "k" -> fields.set("aggregation_key", value);
      case "p" -> fields.set("priority", value);
      case "s" -> fields.set("source_type", value);
      case "t" -> {
        fields.set("alert_type", value);
        level =
            value.equals("error") ? Levels.ERROR : value.equals("warning") ? Levels.WARN : level;
      }
      case "c" -> fields.set("container", value);
      case "e" -> fields.set("entity", value);
      default -> {} // of a later version
    }
  }

  private void time(String seconds) {
    try {
      long value = Long.parseLong(seconds);
      isBad |= value < 0 || value > LATEST_SECONDS;
      timestampNs = value * 1_000_000_000L;
    } catch (NumberFormatException e) {
      isBad = true; // the line is counted
    }
  }

  private void tags(String tags) {
    var bare = new StringBuilder();
    for (String tag : tags.split(",")) {
      int colon = tag.indexOf(':');
      if (fields.count() == LogEntries.FIELDS_MAX) {
        tagsLeftOut++;
      } else if (colon > 0) {
        fields.set(LabelNames.of(tag.substring(0, colon)), tag.substring(colon + 1));
      } else if (colon < 0 && !tag.isEmpty()) {
        bare.append(bare.isEmpty() ? "" : ",").append(tag);
      }
    }
    if (!bare.isEmpty()) {
      fields.set("tag", bare.toString());
    }
    if (tagsLeftOut > 0) {
      fields.set(LogEntries.FIELDS_CUT_FIELD, Integer.toString(tagsLeftOut));
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n");
  }

  private static int digits(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && at - from < LENGTH_DIGITS && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at - from;
  }

  private static int number(byte[] bytes, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }
}
