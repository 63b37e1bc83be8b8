package dev.weir.ingest.graphite;

import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;

/// Labels of a Graphite path.
///
/// `name;tag=value;tag=value` gives `__name__` and one label per tag; so does the OpenMetrics form
/// `name{tag="value",tag="value"}`. A tag is not empty and holds none of `; ! ^ =`, a value is not
/// empty, holds no `;` and does not begin with `~`; where any segment breaks that, the whole path
/// is the name, as in carbon. A tag called `name` or `__name__` is overwritten by the name of the
/// metric, again as in carbon; a leading `~` of the name is dropped when there are tags.
///
/// Source: carbon `lib/carbon/util.py`, class TaggedSeries.
final class GraphitePaths {
  private GraphitePaths() {}

  /// Fills `labels`; false when the path is not UTF-8.
  static boolean labels(byte[] bytes, int offset, int length, LabelsBuilder labels) {
    String path = Utf8.decode(bytes, offset, length);
    if (path == null || path.isEmpty()) {
      return false;
    }
    boolean tagged =
        (path.endsWith("}") && path.indexOf('{') > 0)
            ? openMetrics(path, labels)
            : path.indexOf(';') > 0 && carbon(path, labels);
    if (!tagged) {
      labels.clear().set(Labels.NAME, path);
    }
    return true;
  }

  private static boolean carbon(String path, LabelsBuilder labels) {
    int nameEnd = path.indexOf(';');
    int at = nameEnd + 1;
    while (at <= path.length()) {
      int end = path.indexOf(';', at);
      end = end < 0 ? path.length() : end;
      int equals = path.indexOf('=', at);
      if (equals < 0 || equals > end) {
        return false;
      }
      if (!set(path.substring(at, equals), path.substring(equals + 1, end), labels)) {
        return false;
      }
      at = end + 1;
    }
    return setName(path.substring(0, nameEnd), labels);
  }

  private static boolean openMetrics(String path, LabelsBuilder labels) {
    int nameEnd = path.indexOf('{');
    int last = path.length() - 1;
    int at = nameEnd + 1;
    while (at < last) {
      int equals = path.indexOf('=', at);
      if (equals < 0 || equals + 2 >= last || path.charAt(equals + 1) != '"') {
        return false;
      }
      int quote = path.indexOf('"', equals + 2);
      if (quote < 0 || !(path.charAt(quote + 1) == ',' || quote + 1 == last)) {
        return false;
      }
      if (!set(path.substring(at, equals), path.substring(equals + 2, quote), labels)) {
        return false;
      }
      at = quote + 2;
    }
    return setName(path.substring(0, nameEnd), labels);
  }

  private static boolean set(String tag, String value, LabelsBuilder labels) {
    boolean badTag = tag.isEmpty() || tag.indexOf('!') >= 0 || tag.indexOf('^') >= 0;
    if (badTag || tag.indexOf(';') >= 0) {
      return false;
    }
    if (value.isEmpty() || value.charAt(0) == '~' || value.indexOf(';') >= 0) {
      return false;
    }
    if (!tag.equals("name")) {
      labels.set(tag, value);
    }
    return true;
  }

  private static boolean setName(String name, LabelsBuilder labels) {
    int start = 0;
    while (start < name.length() && name.charAt(start) == '~') {
      start++;
    }
    labels.set(Labels.NAME, name.substring(start));
    return start < name.length();
  }
}
