package dev.weir.storage.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// The hex dump in a page of `docs/format`, which is the golden file of that format: the first
/// fenced block marked `hexdump`, in the layout of `hexdump -C`.
public final class FormatPage {
  private FormatPage() {}

  /// The dump in `docs/format/<name>.md`, as text.
  public static String dump(String name) throws IOException {
    String page = Files.readString(Path.of("docs/format/" + name + ".md"));
    int start = page.indexOf("```hexdump\n") + "```hexdump\n".length();
    return page.substring(start, page.indexOf("```", start));
  }

  /// The bytes of that dump.
  public static byte[] bytes(String name) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (String line : dump(name).split("\n")) {
      String digits = line.substring(8, line.indexOf('|')).replace(" ", "");
      bytes.writeBytes(HexFormat.of().parseHex(digits));
    }
    return bytes.toByteArray();
  }

  /// `bytes` in the layout of a page.
  public static String dump(byte[] bytes) {
    var out = new StringBuilder();
    for (int line = 0; line < bytes.length; line += 16) {
      out.append("%08x ".formatted(line));
      var text = new StringBuilder();
      for (int at = line; at < line + 16; at++) {
        out.append(at % 8 == 0 ? " " : "");
        out.append(at < bytes.length ? "%02x ".formatted(bytes[at]) : "   ");
        if (at < bytes.length) {
          boolean printable = bytes[at] >= ' ' && bytes[at] < 0x7f && bytes[at] != '|';
          text.append(printable ? new String(bytes, at, 1, StandardCharsets.US_ASCII) : ".");
        }
      }
      out.append(" |").append(text).append("|\n");
    }
    return out.toString();
  }
}
