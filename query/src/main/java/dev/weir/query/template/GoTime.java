package dev.weir.query.template;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/// Go's layouts of times, `2006-01-02 15:04:05.000`, as Java's formatters. Zones are UTC where
/// nothing else is said.
public final class GoTime {
  private static final ZoneId UTC = ZoneId.of("UTC");

  /// Pieces of layouts, longer ones before their beginnings, with Java's pattern for each.
  private static final String[][] PIECES = {
    {"January", "MMMM"},
    {"Jan", "MMM"},
    {"Monday", "EEEE"},
    {"Mon", "EEE"},
    {"MST", "zzz"},
    {"2006", "uuuu"},
    {"-07:00:00", "xxxxx"},
    {"-07:00", "xxx"},
    {"-0700", "xx"},
    {"-07", "x"},
    {"Z07:00", "XXX"},
    {"Z0700", "XX"},
    {"002", "DDD"},
    {"01", "MM"},
    {"02", "dd"},
    {"03", "hh"},
    {"04", "mm"},
    {"05", "ss"},
    {"06", "uu"},
    {"15", "HH"},
    {"PM", "a"},
    {"pm", "a"},
    {"_2", "ppd"},
    {"1", "M"},
    {"2", "d"},
    {"3", "h"},
    {"4", "m"},
    {"5", "s"}
  };

  private GoTime() {}

  public static String format(String layout, ZonedDateTime time) {
    try {
      boolean isUtc = time.getZone().equals(ZoneOffset.UTC); // whose name is Z to Java
      return formatter(layout).format(isUtc ? time.withZoneSameInstant(UTC) : time);
    } catch (DateTimeException e) {
      throw new TemplateException("date: " + e.getMessage());
    }
  }

  /// The time that `text` says in `layout`; what the layout does not have is the first of its kind.
  public static ZonedDateTime parse(String layout, String text, ZoneId zone) {
    try {
      TemporalAccessor parsed = formatter(layout).parse(text);
      ZoneId own = parsed.query(TemporalQueries.zone());
      return ZonedDateTime.of(
          field(parsed, ChronoField.YEAR, 0),
          field(parsed, ChronoField.MONTH_OF_YEAR, 1),
          field(parsed, ChronoField.DAY_OF_MONTH, 1),
          field(parsed, ChronoField.HOUR_OF_DAY, 0),
          field(parsed, ChronoField.MINUTE_OF_HOUR, 0),
          field(parsed, ChronoField.SECOND_OF_MINUTE, 0),
          field(parsed, ChronoField.NANO_OF_SECOND, 0),
          own == null ? zone : own);
    } catch (DateTimeException e) {
      return ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC); // Go's zero time
    }
  }

  private static int field(TemporalAccessor parsed, ChronoField field, int missing) {
    return parsed.isSupported(field) ? parsed.get(field) : missing;
  }

  /// A zone by its name; UTC when there is none of that name.
  public static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.equals("Local") ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  private static DateTimeFormatter formatter(String layout) {
    var builder = new DateTimeFormatterBuilder();
    int at = 0;
    while (at < layout.length()) {
      int fraction = fractionEnd(layout, at);
      if (fraction > at) {
        int digits = fraction - at - 1;
        boolean trims = layout.charAt(at + 1) == '9';
        builder.appendFraction(
            ChronoField.NANO_OF_SECOND, trims ? 0 : Math.min(9, digits), Math.min(9, digits), true);
        at = fraction;
        continue;
      }
      int length = piece(builder, layout, at);
      if (length == 0) {
        builder.appendLiteral(layout.charAt(at));
        length = 1;
      }
      at += length;
    }
    return builder.toFormatter(Locale.ENGLISH);
  }

  private static int piece(DateTimeFormatterBuilder builder, String layout, int at) {
    for (String[] piece : PIECES) {
      if (!layout.startsWith(piece[0], at)) {
        continue;
      }
      if (piece[0].equals("MST")) {
        builder.appendZoneText(TextStyle.SHORT);
      } else {
        builder.appendPattern(piece[1]);
      }
      return piece[0].length();
    }
    return 0;
  }

  /// The end of `.000` or `.999` (or with a comma) at `at`; `at` when there is none.
  private static int fractionEnd(String layout, int at) {
    char mark = layout.charAt(at);
    if ((mark != '.' && mark != ',') || at + 1 == layout.length()) {
      return at;
    }
    char digit = layout.charAt(at + 1);
    if (digit != '0' && digit != '9') {
      return at;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean goesOn = end < layout.length() && Character.isDigit(layout.charAt(end));
    return goesOn ? at : end;
  }
}
