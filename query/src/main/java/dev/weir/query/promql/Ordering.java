package dev.weir.query.promql;

import dev.weir.query.engine.Absent;
import dev.weir.query.engine.HeldVector;
import dev.weir.storage.model.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The order of series in an instant result. Range results are always sorted by labels, so nothing
/// is done when there are several steps.
final class Ordering {
  private Ordering() {}

  /// By value, NaN last either way.
  static HeldVector byValue(HeldVector vector, boolean descending) {
    if (vector.steps().count() != 1) {
      return vector;
    }
    Comparator<Integer> order = (a, b) -> compare(vector.row(a)[0], vector.row(b)[0], descending);
    return sorted(vector, order);
  }

  static int compare(double a, double b, boolean descending) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
    return a == b ? 0 : (a < b) != descending ? -1 : 1;
  }

  /// By the values of `names` in turn, then by all labels; digits in text count as numbers.
  static HeldVector byLabels(HeldVector vector, List<String> names, boolean descending) {
    if (vector.steps().count() != 1) {
      return vector;
    }
    Comparator<Integer> order =
        (a, b) -> {
          Labels left = vector.labels(a);
          Labels right = vector.labels(b);
          for (String name : names) {
            int compared = natural(left.valueOrEmpty(name), right.valueOrEmpty(name));
            if (compared != 0) {
              return compared;
            }
          }
          return left.compareTo(right);
        };
    return sorted(vector, descending ? order.reversed() : order);
  }

  private static HeldVector sorted(HeldVector vector, Comparator<Integer> order) {
    return vector.reordered(
        IntStream.range(0, vector.count())
            .filter(i -> !Absent.is(vector.row(i)[0]))
            .boxed()
            .sorted(order)
            .mapToInt(Integer::intValue)
            .toArray());
  }

  /// Compares texts with runs of digits taken as numbers: `cpu2` before `cpu10`.
  static int natural(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int iEnd = digitsEnd(a, i);
      int jEnd = digitsEnd(b, j);
      int compared;
      if (iEnd > i && jEnd > j) {
        compared = compareDigits(a.substring(i, iEnd), b.substring(j, jEnd));
        i = iEnd;
        j = jEnd;
      } else {
        compared = Character.compare(a.charAt(i++), b.charAt(j++));
      }
      if (compared != 0) {
        return compared;
      }
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static int compareDigits(String a, String b) {
    String left = a.replaceFirst("^0+", "");
    String right = b.replaceFirst("^0+", "");
    int compared = Integer.compare(left.length(), right.length());
    if (compared == 0) {
      compared = left.compareTo(right);
    }
    return compared != 0 ? compared : Integer.compare(a.length(), b.length());
  }
}
