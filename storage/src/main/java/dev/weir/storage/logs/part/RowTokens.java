package dev.weir.storage.logs.part;

import java.util.Arrays;

/// Feeds the rows of row groups to a [TokenTable]: the tokens of a template once a granule, those
/// of slots row by row. One thread.
final class RowTokens {
  /// Tokens and postings at which the table is full, which bounds memory to some 100 MiB.
  private static final int TOKENS_MAX = 1 << 20;

  private static final int TOKEN_BYTES_MAX = 32 << 20;
  private static final int POSTINGS_MAX = 8 << 20;

  private final TokenTable tokens = new TokenTable();
  private final int[][] templateTokens = new int[Templates.COUNT_MAX][];
  private final boolean[] isKnown = new boolean[Templates.COUNT_MAX];
  private final int[] templateGranules = new int[Templates.COUNT_MAX];
  private int[] found = new int[256];
  private int granule;

  RowTokens() {
    beginGroup();
  }

  TokenTable tokens() {
    return tokens;
  }

  /// True when the table should be written now, between two row groups.
  boolean isFull() {
    return tokens.count() >= TOKENS_MAX
        || tokens.postingCount() >= POSTINGS_MAX
        || tokens.tokenBytes() >= TOKEN_BYTES_MAX;
  }

  /// Templates from now on are those of another row group, or the table was cleared.
  void beginGroup() {
    Arrays.fill(isKnown, false);
    Arrays.fill(templateGranules, -1);
  }

  void endGranule() {
    tokens.endGranule();
    granule++;
  }

  /// Adds the tokens of the row of `group` that was added last.
  void addRow(RowGroup group) {
    int row = group.rows() - 1;
    byte[] text = group.text.array();
    int template = group.rowTemplates[row];
    if (template == Templates.WHOLE) {
      tokens.addAll(text, group.lineStart(row), group.lineEnd(row));
      return;
    }
    if (templateGranules[template] != granule) {
      templateGranules[template] = granule;
      for (int id : tokensOf(group.templates, template)) {
        tokens.add(id);
      }
    }
    byte[] keys = group.templates.keys.array();
    int slot = group.rowSlots[row];
    int end = slot + group.splitter.slots;
    int at = group.templates.start(template);
    for (; slot < end; at++) {
      int kind = keys[at];
      if (kind == Slot.GENERIC) {
        tokens.addToken(text, group.slotStarts[slot], group.slotEnds[slot++]);
      } else if ((ByteClass.of(keys[at]) & ByteClass.MARKER) != 0) {
        tokens.addAll(text, group.slotStarts[slot], group.slotEnds[slot++]);
      }
    }
  }

  private int[] tokensOf(Templates templates, int template) {
    if (isKnown[template]) {
      return templateTokens[template];
    }
    byte[] keys = templates.keys.array();
    int count = 0;
    int end = templates.end(template);
    for (int at = templates.start(template); at < end; at++) {
      if (!ByteClass.isToken(keys[at])) {
        continue;
      }
      int tokenEnd = ByteClass.endOfToken(keys, at, end);
      int id = tokens.find(keys, at, tokenEnd);
      if (id >= 0) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = id;
      }
      at = tokenEnd;
    }
    int[] ids = count == 0 ? new int[0] : Arrays.copyOf(found, count);
    templateTokens[template] = ids;
    isKnown[template] = true;
    return ids;
  }
}
