package dev.weir.storage.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the commented hex dumps of pages in `storage/docs/format`, so that what a person reads
/// there and what the tests check are the same bytes.
public final class AnnotatedDump {
  private static final Pattern LINE =
      Pattern.compile("([0-9a-f]{4})  ((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:  .*)?");

  private AnnotatedDump() {}

  /// The bytes, in hex separated by spaces, of the dump that starts with a fence called `hex name`.
  public static String read(String page, String name) throws IOException {
    Path path = Path.of("docs", "format", page);
    var hex = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(path)) {
      if (line.startsWith("```")) {
        inside = line.equals("```hex " + name);
      } else if (inside) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw new IllegalArgumentException("not a line of a dump: " + line);
        }
        int offset = (hex.length() + 1) / 3;
        if (Integer.parseInt(matcher.group(1), 16) != offset) {
          throw new IllegalArgumentException("wrong offset, should be " + offset + ": " + line);
        }
        hex.append(hex.isEmpty() ? "" : " ").append(matcher.group(2));
      }
    }
    return hex.toString();
  }
}
