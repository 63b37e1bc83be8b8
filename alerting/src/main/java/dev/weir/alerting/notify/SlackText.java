package dev.weir.alerting.notify;

/// Texts of strangers within chat messages: nothing in them may address people or hide a link.
///
/// `&`, `<` and `>` are escaped, which is all that Slack reads (`<!channel>`, `<http://x|text>`).
/// Mattermost and Rocket.Chat read Markdown and plain `@all`: a zero-width space breaks mentions
/// and the `](` of links.
final class SlackText {
  private static final char ZERO_WIDTH = '\u200b';

  private SlackText() {}

  /// At most `limit` characters of `text`, made harmless; one that is cut ends in `…`.
  static String of(String text, int limit) {
    boolean isCut = text.length() > limit;
    int end = isCut ? limit : text.length();
    if (isCut && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    var out = new StringBuilder(end + 16);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '@', ']' -> out.append(c).append(ZERO_WIDTH);
        default -> out.append(c < ' ' && c != '\n' ? ' ' : c);
      }
    }
    return isCut ? out.append('…').toString() : out.toString();
  }
}
