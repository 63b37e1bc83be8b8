package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteSearch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A token, or a piece of one, that a literal requires. `isOpenAtStart` and `isOpenAtEnd` say
/// whether the line's token may begin before it or go on after it. With `ignoresCase` the bytes are
/// in small letters and ASCII capitals are taken for these.
final class Fragment {
  final byte[] bytes;
  final boolean isOpenAtStart;
  final boolean isOpenAtEnd;
  final boolean ignoresCase;

  Fragment(byte[] bytes, boolean isOpenAtStart, boolean isOpenAtEnd, boolean ignoresCase) {
    this.bytes = bytes;
    this.isOpenAtStart = isOpenAtStart;
    this.isOpenAtEnd = isOpenAtEnd;
    this.ignoresCase = ignoresCase;
  }

  /// The fragments that a line containing `literal` has, whole tokens first.
  static List<Fragment> of(byte[] literal, boolean ignoresCase) {
    var whole = new ArrayList<Fragment>();
    var open = new ArrayList<Fragment>();
    for (int at = 0; at < literal.length; at++) {
      if (!ByteClass.isToken(literal[at])) {
        continue;
      }
      int end = ByteClass.endOfToken(literal, at, literal.length);
      boolean isFirst = at == 0;
      boolean isLast = end == literal.length;
      byte[] bytes = Arrays.copyOfRange(literal, at, end);
      var fragment = new Fragment(bytes, isFirst, isLast, ignoresCase);
      (isFirst || isLast ? open : whole).add(fragment);
      at = end;
    }
    whole.addAll(open);
    return whole;
  }

  boolean isWhole() {
    return !isOpenAtStart && !isOpenAtEnd;
  }

  /// True when a token of this text could be the line's.
  boolean isIn(byte[] text, int from, int to) {
    int spare = to - from - bytes.length;
    if (spare < 0 || (spare > 0 && isWhole())) {
      return false;
    }
    if (!isOpenAtStart) {
      return isAt(text, from);
    }
    if (!isOpenAtEnd) {
      return isAt(text, from + spare);
    }
    for (int at = from; at <= from + spare; at++) {
      if (isAt(text, at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(byte[] text, int at) {
    if (ignoresCase) {
      for (int i = 0; i < bytes.length; i++) {
        if (ByteSearch.small(text[at + i]) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
    return text[at] == bytes[0]
        && Arrays.equals(text, at, at + bytes.length, bytes, 0, bytes.length);
  }

  /// True when only one term can be it.
  boolean isExact() {
    return isWhole() && !ignoresCase;
  }

  /// True when the terms that can be it lie side by side.
  boolean isPrefix() {
    return !isOpenAtStart && !ignoresCase;
  }

  private int all() {
    int all = -1;
    for (byte b : bytes) {
      all &= ByteClass.of(b);
    }
    return all;
  }

  /// The fields of [TokenTable] in which every token that this can be part of is found; none when
  /// such tokens are not all indexed, or too common to look for.
  int[] fields() {
    int all = all();
    boolean isHex = (all & ByteClass.HEX_LOWER) != 0;
    boolean isNumber = (all & ByteClass.DIGIT) != 0;
    if (isNumber && bytes.length < TokenTable.DECIMAL_DIGITS_MIN) {
      return new int[0];
    }
    if (isExact()) {
      return new int[] {TokenTable.field(bytes, 0, bytes.length)};
    }
    if (isNumber) {
      return new int[] {TokenTable.DECIMALS, TokenTable.HEX, TokenTable.OTHERS};
    }
    if ((all & ByteClass.LETTER) == 0) { // letters and digits
      return isHex ? new int[] {TokenTable.HEX, TokenTable.OTHERS} : new int[] {TokenTable.OTHERS};
    }
    if (isWhole()) {
      return new int[] {TokenTable.WORDS};
    }
    if (bytes.length < TokenTable.RUN_BYTES_MIN) {
      return new int[0];
    }
    for (byte b : bytes) {
      if (!TokenTable.isHexLetter(b)) {
        return new int[] {TokenTable.WORDS}; // a run of its own wherever it stands
      }
    }
    return isHex
        ? new int[] {TokenTable.WORDS, TokenTable.HEX, TokenTable.OTHERS}
        : new int[] {TokenTable.WORDS, TokenTable.OTHERS};
  }
}
