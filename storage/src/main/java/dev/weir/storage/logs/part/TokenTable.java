package dev.weir.storage.logs.part;

import java.util.Arrays;

/// The distinct tokens of some granules and which granules hold them, while an index is built. A
/// token is looked up once for each place it stands in; it becomes a posting once a granule. Open
/// addressing over bytes kept in one array. Reused. One thread.
///
/// Tokens fall into four fields (see `storage/docs/format/log-part.md`): [#WORDS] without digits,
/// [#DECIMALS], [#HEX] small-letter hexadecimal numbers with a letter and a digit, [#OTHERS]. Runs
/// of letters inside OTHERS are words as well, if long enough and not hexadecimal digits all.
final class TokenTable {
  static final int DECIMALS = 0;
  static final int HEX = 1;
  static final int OTHERS = 2;
  static final int WORDS = 3;

  /// Longest token that is indexed; granules with longer ones are marked.
  static final int TOKEN_BYTES_MAX = 128;

  /// Decimal numbers with fewer digits are in nearly every granule and not indexed.
  static final int DECIMAL_DIGITS_MIN = 3;

  /// Shortest run of letters inside a mixed token that is a word.
  static final int RUN_BYTES_MIN = 3;

  /// Token that stands for those too long.
  static final byte MARKER = 0;

  private static final int NONE = -1;
  private static final int FIRST_TOKENS = 1 << 14;
  private static final int SLACK_BYTES = 8;

  private int[] table = new int[4 * FIRST_TOKENS]; // id + 1; 0: free
  private int[] hashes = new int[FIRST_TOKENS];
  private int[] starts = new int[FIRST_TOKENS + 1];
  private int[] lastGranules = new int[FIRST_TOKENS];
  private int[] runsOf = new int[FIRST_TOKENS]; // place in runs, or NONE
  private byte[] fields = new byte[FIRST_TOKENS];
  private final ByteSink bytes = new ByteSink(1 << 18);
  private int[] runs = new int[256]; // count, ids ..
  private int runsLength;
  private int count;
  private int[] postings = new int[1 << 16]; // ids, granule after granule
  private int postingCount;
  private final LongColumn granuleEnds = new LongColumn(256);
  private int granule; // of those since clear
  private boolean isMarked;

  void clear() {
    Arrays.fill(table, 0);
    bytes.clear();
    runsLength = 0;
    count = 0;
    postingCount = 0;
    granuleEnds.clear();
    granule = 0;
    isMarked = false;
  }

  /// Tokens from now on are in the next granule.
  void endGranule() {
    if (isMarked) {
      add(marker());
    }
    isMarked = false;
    granuleEnds.add(postingCount);
    granule++;
  }

  private int marker() {
    byte[] text = new byte[1 + SLACK_BYTES];
    text[0] = MARKER;
    return find(text, 0, 1);
  }

  /// Adds every token of `[from, to)` of `text`, which is readable seven bytes beyond.
  void addAll(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      if (ByteClass.isToken(text[at])) {
        int end = ByteClass.endOfToken(text, at, to);
        addToken(text, at, end);
        at = end;
      } else {
        at++;
      }
    }
  }

  /// Adds the token `[from, to)` of `text`.
  void addToken(byte[] text, int from, int to) {
    int id = find(text, from, to);
    if (id >= 0) {
      add(id);
    }
  }

  /// Adds a token that [#find] returned since [#clear].
  void add(int id) {
    if (lastGranules[id] == granule) {
      return;
    }
    lastGranules[id] = granule;
    if (postingCount == postings.length) {
      postings = Arrays.copyOf(postings, 2 * postingCount);
    }
    postings[postingCount++] = id;
    int at = runsOf[id];
    if (at != NONE) {
      for (int i = 1; i <= runs[at]; i++) {
        add(runs[at + i]);
      }
    }
  }

  /// Number of the token `[from, to)` of `text`; -1 when such are not indexed.
  int find(byte[] text, int from, int to) {
    int length = to - from;
    if (length > TOKEN_BYTES_MAX) {
      isMarked = true;
      return NONE;
    }
    if (length < DECIMAL_DIGITS_MIN && isShortDecimal(text, from, to)) {
      return NONE;
    }
    int hash = LineSplitter.hash(text, from, length);
    int mask = table.length - 1;
    int slot = hash & mask;
    while (table[slot] != 0) {
      int id = table[slot] - 1;
      if (hashes[id] == hash
          && Arrays.equals(bytes.array(), starts[id], starts[id + 1], text, from, to)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return insert(text, from, to, hash, slot);
  }

  private static boolean isShortDecimal(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if ((ByteClass.of(text[i]) & ByteClass.DIGIT) == 0) {
        return false;
      }
    }
    return true;
  }

  private int insert(byte[] text, int from, int to, int hash, int slot) {
    int id = count++;
    table[slot] = id + 1;
    if (id == hashes.length) {
      int size = 2 * id;
      hashes = Arrays.copyOf(hashes, size);
      starts = Arrays.copyOf(starts, size + 1);
      lastGranules = Arrays.copyOf(lastGranules, size);
      runsOf = Arrays.copyOf(runsOf, size);
      fields = Arrays.copyOf(fields, size);
    }
    hashes[id] = hash;
    starts[id] = bytes.length();
    bytes.putBytes(text, from, to - from);
    bytes.reserve(SLACK_BYTES);
    starts[id + 1] = bytes.length();
    lastGranules[id] = NONE;
    runsOf[id] = NONE;
    fields[id] = (byte) field(text, from, to);
    if (2 * count > table.length) {
      rehash();
    }
    if (fields[id] == OTHERS) {
      findRuns(id, starts[id], starts[id + 1]);
    }
    return id;
  }

  /// The field that the token is in.
  static int field(byte[] text, int from, int to) {
    int any = 0;
    int all = -1;
    for (int i = from; i < to; i++) {
      int bits = ByteClass.of(text[i]);
      any |= bits;
      all &= bits;
    }
    if ((all & ByteClass.DIGIT) != 0) {
      return DECIMALS;
    }
    if ((any & ByteClass.DIGIT) == 0) {
      return (any & ByteClass.LETTER) != 0 ? WORDS : OTHERS;
    }
    return (all & ByteClass.HEX_LOWER) != 0 ? HEX : OTHERS;
  }

  private void rehash() {
    int[] larger = new int[2 * table.length];
    int mask = larger.length - 1;
    for (int id = 0; id < count; id++) {
      int slot = hashes[id] & mask;
      while (larger[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      larger[slot] = id + 1;
    }
    table = larger;
  }

  /// Finds the runs of letters in token `id`, which lies at `from` of [#bytes].
  private void findRuns(int id, int from, int to) {
    byte[] run = new byte[TOKEN_BYTES_MAX + SLACK_BYTES];
    int first = runsLength;
    int found = 0;
    int at = from;
    while (at < to) {
      int end = at;
      boolean isHex = true;
      while (end < to && (ByteClass.of(bytes.array()[end]) & ByteClass.LETTER) != 0) {
        isHex &= isHexLetter(bytes.array()[end]);
        end++;
      }
      if (end - at >= RUN_BYTES_MIN && !isHex) {
        System.arraycopy(bytes.array(), at, run, 0, end - at);
        int word = find(run, 0, end - at);
        if (runsLength + 2 > runs.length) {
          runs = Arrays.copyOf(runs, 2 * runs.length);
        }
        runsLength = Math.max(runsLength, first + 1);
        runs[runsLength++] = word;
        found++;
      }
      at = end + 1;
    }
    if (found > 0) {
      runs[first] = found;
      runsOf[id] = first;
    }
  }

  static boolean isHexLetter(byte b) {
    return (ByteClass.of(b) & (ByteClass.HEX_LOWER | ByteClass.HEX_UPPER)) != 0;
  }

  int count() {
    return count;
  }

  int postingCount() {
    return postingCount;
  }

  /// Granules that ended since [#clear].
  int granules() {
    return granule;
  }

  int field(int id) {
    return fields[id];
  }

  int start(int id) {
    return starts[id];
  }

  int end(int id) {
    return starts[id + 1];
  }

  /// What [#start] and [#end] refer to.
  byte[] bytes() {
    return bytes.array();
  }

  /// Bytes of all tokens.
  int tokenBytes() {
    return bytes.length();
  }

  /// Fills `firsts` (one longer than tokens) and returns the granules of token `i`, ascending, from
  /// `firsts[i]` to `firsts[i + 1]`.
  int[] granulesOf(int[] firsts) {
    Arrays.fill(firsts, 0, count + 1, 0);
    for (int i = 0; i < postingCount; i++) {
      firsts[postings[i] + 1]++;
    }
    for (int i = 0; i < count; i++) {
      firsts[i + 1] += firsts[i];
    }
    int[] next = Arrays.copyOf(firsts, count);
    int[] granules = new int[postingCount];
    int at = 0;
    for (int g = 0; g < granule; g++) {
      for (int end = (int) granuleEnds.get(g); at < end; at++) {
        granules[next[postings[at]]++] = g;
      }
    }
    return granules;
  }
}
