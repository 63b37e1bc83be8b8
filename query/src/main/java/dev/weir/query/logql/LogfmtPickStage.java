package dev.weir.query.logql;

import dev.weir.query.logql.ast.Stage.Extraction;
import java.util.Arrays;
import java.util.List;

/// `| logfmt a, b="key"`: only these keys, each under a name of choice; one that the line does not
/// have is empty. One thread.
final class LogfmtPickStage implements PipelineStage {
  private final boolean strict;
  private final WantedLabels wanted;
  private final String[] names;
  private final String[] keys;
  private final String[] found;
  private final KeyTable known = new KeyTable(new WantedLabels(null));
  private final LogfmtScanner scanner = new LogfmtScanner();

  LogfmtPickStage(boolean strict, List<Extraction> extractions, WantedLabels wanted) {
    this.strict = strict;
    this.wanted = wanted;
    names = extractions.stream().map(Extraction::name).toArray(String[]::new);
    keys =
        extractions.stream()
            .map(Extraction::expression)
            .map(ParsedNames::sanitize)
            .toArray(String[]::new);
    found = new String[names.length];
  }

  @Override
  public boolean process(LineState line) {
    if (wanted.isNothing()) {
      return true;
    }
    Arrays.fill(found, "");
    scan(line);
    for (int i = 0; i < names.length; i++) {
      line.extract(names[i], found[i]);
    }
    return true;
  }

  private void scan(LineState line) {
    scanner.start(line.text(), line.from(), line.to());
    while (!scanner.isAtEnd()) {
      if (scanner.next()) {
        take(scanner);
      } else if (strict && !scanner.error().isEmpty()) {
        line.setError(PipelineErrors.LOGFMT, scanner.error());
        return;
      }
    }
  }

  private void take(LogfmtScanner pair) {
    if (pair.isValueEmpty()) {
      return;
    }
    String key = known.find(pair.text(), pair.keyFrom(), pair.keyTo()).name();
    for (int i = 0; i < keys.length; i++) {
      if (found[i].isEmpty() && keys[i].equals(key)) {
        found[i] = pair.value();
      }
    }
  }
}
