package dev.weir.query.logql;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;

/// `| decolorize`: removes the escape sequences that colour a terminal. Lines without the escape
/// character are not touched. Source of the expression: Loki 3, after
/// github.com/acarl005/stripansi. One thread.
final class DecolorizeStage implements PipelineStage {
  private static final byte ESCAPE = 0x1b;

  private final Pattern sequence =
      Pattern.compile(
          "[\\x{1B}\\x{9B}][[\\]()#;?]*(?:(?:(?:[a-zA-Z\\d]*(?:;[a-zA-Z\\d]*)*)?\\x{07})"
              + "|(?:(?:\\d{1,4}(?:;\\d{0,4})*)?[\\dA-PRZcf-ntqry=><~]))");

  @Override
  public boolean process(LineState line) {
    byte[] text = line.text();
    for (int i = line.from(); i < line.to(); i++) {
      if (text[i] == ESCAPE || text[i] == (byte) 0xc2) { // U+009B begins with C2
        byte[] plain =
            sequence.matcher(line.line()).replaceAll("").getBytes(StandardCharsets.UTF_8);
        line.setLine(plain, 0, plain.length);
        return true;
      }
    }
    return true;
  }
}
