package dev.weir.alerting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The hex dumps of a page of `docs/format`, so that the page is the fixture.
public final class FormatPage {
  private static final Pattern BLOCK = Pattern.compile("(?s)```\\n([0-9a-f]{2}[ \\n].*?)```");
  private static final Pattern BYTES =
      Pattern.compile("^((?:[0-9a-f]{2} )*[0-9a-f]{2})(?: {2,}.*)?$");

  private FormatPage() {}

  /// Each dump of `page`, in order.
  public static List<byte[]> dumps(String page) throws IOException {
    String text = Files.readString(Path.of("docs/format", page));
    return BLOCK.matcher(text).results().map(block -> bytes(block.group(1))).toList();
  }

  private static byte[] bytes(String block) {
    String hex =
        block
            .lines()
            .map(line -> {
              var matcher = BYTES.matcher(line);
              if (!matcher.matches()) {
                throw new AssertionError("no line of a dump: " + line);
              }
              return matcher.group(1).replace(" ", "");
            })
            .collect(Collectors.joining());
    return HexFormat.of().parseHex(hex);
  }
}
