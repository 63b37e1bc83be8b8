package dev.weir.query.logql;

/// `| pattern`. Lines that do not begin as the pattern does get no labels. One thread.
final class PatternStage implements PipelineStage {
  private final LinePattern pattern;
  private final WantedLabels wanted;
  private final ExtractedKey[] keys;
  private final boolean[] isNamed;
  private final int[] places;
  private final ValueCache values = new ValueCache();

  PatternStage(LinePattern pattern, WantedLabels wanted) {
    this.pattern = pattern;
    this.wanted = wanted;
    int captures = pattern.captures();
    keys = new ExtractedKey[captures];
    isNamed = new boolean[captures];
    places = new int[2 * captures];
    for (int i = 0; i < captures; i++) {
      isNamed[i] = !pattern.name(i).equals(LinePattern.UNNAMED);
      keys[i] = new ExtractedKey(pattern.name(i), wanted);
    }
  }

  @Override
  public boolean process(LineState line) {
    if (wanted.isNothing()) {
      return true;
    }
    byte[] text = line.text();
    int found = pattern.capture(text, line.from(), line.to(), places);
    for (int i = 0; i < found; i++) {
      if (isNamed[i]) {
        String target = keys[i].target(line);
        if (target != null) {
          line.setParsed(target, values.text(text, places[2 * i], places[2 * i + 1]));
        }
      }
    }
    return true;
  }
}
