package dev.weir.ingest.loki;

import com.fasterxml.jackson.core.JsonFactory;
import dev.weir.ingest.decode.LogEntries;
import dev.weir.ingest.decode.Scan;
import dev.weir.ingest.decode.Utf8;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The bytes of a JSON body, and strings copied out of them with no text in between: what a string
/// holds is copied as it is, escapes apart.
///
/// So a body that is not UTF-8 keeps its bytes too. The parser, which wants characters, is then
/// given each byte as one, which moves no position. One body, one thread.
final class BodyText {
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private final JsonFactory factory;
  private final byte[] bytes;
  private final int from;
  private final int to;
  private final boolean isUtf8;
  private byte[] plain = new byte[512];
  private int plainLength;

  BodyText(JsonFactory factory, byte[] bytes, int from, int to) {
    this.factory = factory;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    isUtf8 = Utf8.isValid(bytes, from, to - from);
  }

  /// A parser of the whole body.
  BodyParser open() throws IOException {
    return open(from, to);
  }

  /// A parser of `bytes[start, end)`.
  BodyParser open(int start, int end) throws IOException {
    if (isUtf8) {
      return new BodyParser(factory.createParser(bytes, start, end - start), start, true);
    }
    var in = new ByteArrayInputStream(bytes, start, end - start);
    var reader = new InputStreamReader(in, StandardCharsets.ISO_8859_1);
    return new BodyParser(factory.createParser(reader), start, false);
  }

  /// Position of the quote that ends the string whose opening quote is at `quote`. A parser has
  /// seen the string, or will: where there is none this is the end of the body.
  int stringEnd(int quote) {
    int at = quote + 1;
    while (true) {
      int close = Scan.indexOf(bytes, at, to, (byte) '"');
      int escape = Scan.indexOf(bytes, at, close, (byte) '\\');
      if (escape == close) {
        return close;
      }
      at = Math.min(escape + 2, to);
    }
  }

  /// Text of the string between the quotes at `quote` and [#stringEnd], leniently.
  String text(int quote) {
    unescape(quote);
    return new String(plain, 0, plainLength, StandardCharsets.UTF_8);
  }

  /// Ends the record begun in `out` with the string at `quote` as its line.
  void endWith(int quote, LogEntries out) {
    int end = stringEnd(quote);
    if (Scan.indexOf(bytes, quote + 1, end, (byte) '\\') == end) {
      out.end(bytes, quote + 1, end - quote - 1, false);
    } else {
      unescape(quote);
      out.end(plain, 0, plainLength, false);
    }
  }

  /// Adds the string at `quote` as a field.
  void field(String name, int quote, LogEntries out) {
    unescape(quote);
    out.field(name, plain, 0, plainLength);
  }

  private void unescape(int quote) {
    int end = stringEnd(quote);
    plainLength = 0;
    if (plain.length < end - quote) {
      plain = new byte[end - quote]; // escapes are longer than what they stand for
    }
    for (int at = quote + 1; at < end; at++) {
      byte b = bytes[at];
      if (b != '\\') {
        plain[plainLength++] = b;
        continue;
      }
      b = bytes[++at];
      if (b == 'u') {
        at = unicode(at + 1);
      } else {
        plain[plainLength++] = plainOf(b);
      }
    }
  }

  private static byte plainOf(byte escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escaped;
    };
  }

  /// Puts the character of the four digits at `digits`, and of the low surrogate escaped behind it
  /// if there is one; returns the position of the last byte used.
  private int unicode(int digits) {
    int unit = hex(digits);
    int last = digits + 3;
    if (Character.isHighSurrogate((char) unit)
        && last + 6 < to
        && bytes[last + 1] == '\\'
        && bytes[last + 2] == 'u'
        && Character.isLowSurrogate((char) hex(last + 3))) {
      put(Character.toCodePoint((char) unit, (char) hex(last + 3)));
      return last + 6;
    }
    if (Character.isSurrogate((char) unit)) {
      System.arraycopy(REPLACEMENT, 0, plain, plainLength, REPLACEMENT.length);
      plainLength += REPLACEMENT.length;
    } else {
      put(unit);
    }
    return last;
  }

  private int hex(int at) {
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      unit = unit * 16 + Math.max(0, Character.digit(bytes[i], 16)); // the parser has checked
    }
    return unit;
  }

  private void put(int codePoint) {
    if (codePoint < 0x80) {
      plain[plainLength++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      plain[plainLength++] = (byte) (0xC0 | (codePoint >> 6));
      plain[plainLength++] = (byte) (0x80 | (codePoint & 0x3F));
    } else if (codePoint < 0x10000) {
      plain[plainLength++] = (byte) (0xE0 | (codePoint >> 12));
      plain[plainLength++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
      plain[plainLength++] = (byte) (0x80 | (codePoint & 0x3F));
    } else {
      plain[plainLength++] = (byte) (0xF0 | (codePoint >> 18));
      plain[plainLength++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
      plain[plainLength++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
      plain[plainLength++] = (byte) (0x80 | (codePoint & 0x3F));
    }
  }
}
