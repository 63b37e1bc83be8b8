package dev.weir.storage.logs;

import com.google.re2j.Pattern;
import dev.weir.storage.bytes.ByteSearch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One condition on the text of a line: it holds (or, `negated`, holds not) when any of the
/// alternatives is found. Bytes are compared as they are; a regular expression reads them as UTF-8.
///
/// Immutable, any thread.
public record LineFilter(boolean negated, List<Alternative> alternatives) {
  /// What is looked for.
  public sealed interface Alternative {
    /// True when it is found in `[from, to)` of `text`.
    boolean isIn(byte[] text, int from, int to);
  }

  /// A substring. The empty one is in every line.
  public static final class Literal implements Alternative {
    private final byte[] bytes;
    private final ByteSearch search;

    public Literal(String text) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
      search = new ByteSearch(bytes);
    }

    /// Looks for the bytes, fast.
    public ByteSearch search() {
      return search;
    }

    /// The bytes looked for; not to be changed.
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public boolean isIn(byte[] text, int from, int to) {
      return search.indexIn(text, from, to) >= 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Literal that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /// A regular expression in RE2 syntax, found anywhere in the line.
  public static final class Regex implements Alternative {
    private final Pattern pattern;

    /// Throws `com.google.re2j.PatternSyntaxException` when it is malformed.
    public Regex(String text) {
      pattern = dev.weir.storage.model.Regex.compile(text);
    }

    /// The expression as it was written.
    public String text() {
      return pattern.pattern();
    }

    @Override
    public boolean isIn(byte[] text, int from, int to) {
      byte[] line = from == 0 && to == text.length ? text : Arrays.copyOfRange(text, from, to);
      return pattern.matcher(line).find();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Regex that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
      return text().hashCode();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  public LineFilter {
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException("a filter needs something to look for");
    }
    alternatives = List.copyOf(alternatives);
  }

  /// Lines that contain `text`.
  public static LineFilter contains(String text) {
    return new LineFilter(false, List.of(new Literal(text)));
  }

  /// True when the line in `[from, to)` of `text` satisfies this.
  public boolean accepts(byte[] text, int from, int to) {
    for (Alternative alternative : alternatives) {
      if (alternative.isIn(text, from, to)) {
        return !negated;
      }
    }
    return negated;
  }
}
