package dev.weir.query.logql;

/// `| logfmt`, all keys of it. A mistake is passed over; with `--strict` it ends the line and sets
/// `__error__`. Empty values are left out unless `--keep-empty`. One thread.
final class LogfmtStage implements PipelineStage {
  private final boolean strict;
  private final boolean keepEmpty;
  private final WantedLabels wanted;
  private final KeyTable keys;
  private final LogfmtScanner scanner = new LogfmtScanner();

  LogfmtStage(boolean strict, boolean keepEmpty, WantedLabels wanted) {
    this.strict = strict;
    this.keepEmpty = keepEmpty;
    this.wanted = wanted;
    keys = new KeyTable(wanted);
  }

  @Override
  public boolean process(LineState line) {
    if (wanted.isNothing()) {
      return true;
    }
    scanner.start(line.text(), line.from(), line.to());
    while (!scanner.isAtEnd()) {
      if (scanner.next()) {
        if (extract(line) && wanted.areAllExtracted(line)) {
          return true;
        }
      } else if (strict && !scanner.error().isEmpty()) {
        line.setError(PipelineErrors.LOGFMT, scanner.error());
        return true;
      }
    }
    return true;
  }

  private boolean extract(LineState line) {
    String target = keys.find(scanner.text(), scanner.keyFrom(), scanner.keyTo()).target(line);
    if (target == null) {
      return false;
    }
    String value = scanner.value();
    if (value.isEmpty() && !keepEmpty) {
      return false;
    }
    line.setParsed(target, value);
    return true;
  }
}
