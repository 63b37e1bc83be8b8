package dev.weir.storage.logs.part;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FieldsConsumer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.codecs.PostingsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104PostingsFormat;
import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.DocValuesSkipIndexType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SegmentInfo;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.InfoStream;
import org.apache.lucene.util.MSBRadixSorter;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/// Lucene's term dictionary and postings for the tokens of up to some thousand granules: a document
/// is a granule, and there is nothing but terms and documents. Written straight through the
/// postings format, with terms sorted by us: `IndexWriter` would hash every token a second time.
final class LuceneSegment {
  /// Fields by the numbers of [TokenTable], in Lucene's order.
  static final List<String> FIELDS = List.of("d", "h", "o", "w");

  private static final String NAME = "_0";
  private static final FieldInfos INFOS = infos();

  private LuceneSegment() {}

  private static PostingsFormat format() {
    return new Lucene104PostingsFormat();
  }

  private static FieldInfos infos() {
    FieldInfo[] infos = new FieldInfo[FIELDS.size()];
    for (int i = 0; i < infos.length; i++) {
      infos[i] =
          new FieldInfo(
              FIELDS.get(i),
              i,
              false,
              true,
              false,
              IndexOptions.DOCS,
              DocValuesType.NONE,
              DocValuesSkipIndexType.NONE,
              -1,
              Map.of(),
              0,
              0,
              0,
              0,
              VectorEncoding.FLOAT32,
              VectorSimilarityFunction.EUCLIDEAN,
              false,
              false);
    }
    return new FieldInfos(infos);
  }

  private static SegmentInfo info(Directory directory, int granules) {
    return new SegmentInfo(
        directory,
        Version.LUCENE_10_6_0,
        Version.LUCENE_10_6_0,
        NAME,
        granules,
        false,
        false,
        Codec.getDefault(),
        Map.of(),
        new byte[16],
        Map.of(),
        null);
  }

  /// Writes the table's tokens to `directory`.
  static void write(TokenTable tokens, Directory directory) throws IOException {
    var state =
        new SegmentWriteState(
            InfoStream.NO_OUTPUT,
            directory,
            info(directory, tokens.granules()),
            INFOS,
            null,
            IOContext.DEFAULT);
    try (FieldsConsumer consumer = format().fieldsConsumer(state)) {
      consumer.write(new TokenFields(tokens), null);
    }
  }

  /// Opens what [#write] wrote.
  static FieldsProducer open(Directory directory, int granules) throws IOException {
    return format()
        .fieldsProducer(
            new SegmentReadState(directory, info(directory, granules), INFOS, IOContext.DEFAULT));
  }

  /// Bytes of the term for `token` of `field`: DECIMALS and HEX are their length in one byte and
  /// half a byte for each digit, the others themselves.
  static BytesRef term(int field, byte[] token, int from, int to, BytesRef into) {
    int length = to - from;
    if (field > TokenTable.HEX) {
      into.bytes = token;
      into.offset = from;
      into.length = length;
      return into;
    }
    byte[] packed = new byte[1 + (length + 1) / 2];
    packed[0] = (byte) length;
    int at = 1;
    for (int i = from; i < to; i += 2) {
      int high = digit(token[i]);
      int low = i + 1 < to ? digit(token[i + 1]) : 0;
      packed[at++] = (byte) (high << 4 | low);
    }
    into.bytes = packed;
    into.offset = 0;
    into.length = at;
    return into;
  }

  private static int digit(byte b) {
    return b <= '9' ? b - '0' : b - 'a' + 10;
  }

  /// The tokens as Lucene wants to see them.
  private static final class TokenFields extends Fields {
    private final TokenTable tokens;
    private final int[] firsts;
    private final int[] granules;
    private final int[][] byField = new int[FIELDS.size()][];

    TokenFields(TokenTable tokens) {
      this.tokens = tokens;
      firsts = new int[tokens.count() + 1];
      granules = tokens.granulesOf(firsts);
      int[] sizes = new int[byField.length];
      for (int id = 0; id < tokens.count(); id++) {
        sizes[tokens.field(id)]++;
      }
      for (int field = 0; field < byField.length; field++) {
        byField[field] = new int[sizes[field]];
      }
      for (int id = tokens.count() - 1; id >= 0; id--) {
        int field = tokens.field(id);
        byField[field][--sizes[field]] = id;
      }
      for (int field = 0; field < byField.length; field++) {
        sort(field, byField[field]);
      }
    }

    private void sort(int field, int[] ids) {
      boolean isPacked = field <= TokenTable.HEX;
      new MSBRadixSorter(TokenTable.TOKEN_BYTES_MAX + 1) {
        @Override
        protected int byteAt(int i, int k) {
          int id = ids[i];
          int start = tokens.start(id);
          int length = tokens.end(id) - start;
          if (isPacked) { // by length, then digits
            return k == 0 ? length : k > length ? -1 : tokens.bytes()[start + k - 1] & 0xff;
          }
          return k >= length ? -1 : tokens.bytes()[start + k] & 0xff;
        }

        @Override
        protected void swap(int i, int j) {
          int id = ids[i];
          ids[i] = ids[j];
          ids[j] = id;
        }
      }.sort(0, ids.length);
    }

    @Override
    public Iterator<String> iterator() {
      return FIELDS.iterator();
    }

    @Override
    public Terms terms(String name) {
      int field = FIELDS.indexOf(name);
      return new TokenTerms(this, field);
    }

    @Override
    public int size() {
      return FIELDS.size();
    }
  }

  private static final class TokenTerms extends Terms {
    private final TokenFields all;
    private final int field;

    TokenTerms(TokenFields all, int field) {
      this.all = all;
      this.field = field;
    }

    @Override
    public TermsEnum iterator() {
      return new TokenEnum(all, field);
    }

    @Override
    public long size() {
      return all.byField[field].length;
    }

    @Override
    public long getSumTotalTermFreq() {
      return -1;
    }

    @Override
    public long getSumDocFreq() {
      return -1;
    }

    @Override
    public int getDocCount() {
      return -1;
    }

    @Override
    public boolean hasFreqs() {
      return false;
    }

    @Override
    public boolean hasOffsets() {
      return false;
    }

    @Override
    public boolean hasPositions() {
      return false;
    }

    @Override
    public boolean hasPayloads() {
      return false;
    }
  }

  /// Goes over the tokens of a field, in order; does nothing else.
  private static final class TokenEnum extends BaseTermsEnum {
    private final TokenFields all;
    private final int field;
    private final BytesRef term = new BytesRef();
    private final GranuleEnum granules;
    private int at = -1;

    TokenEnum(TokenFields all, int field) {
      this.all = all;
      this.field = field;
      granules = new GranuleEnum(all.granules);
    }

    private int id() {
      return all.byField[field][at];
    }

    @Override
    public @Nullable BytesRef next() {
      if (++at == all.byField[field].length) {
        return null;
      }
      TokenTable tokens = all.tokens;
      return LuceneSegment.term(field, tokens.bytes(), tokens.start(id()), tokens.end(id()), term);
    }

    @Override
    public BytesRef term() {
      return term;
    }

    @Override
    public int docFreq() {
      return all.firsts[id() + 1] - all.firsts[id()];
    }

    @Override
    public long totalTermFreq() {
      return docFreq();
    }

    @Override
    public PostingsEnum postings(PostingsEnum reuse, int flags) {
      return granules.reset(all.firsts[id()], all.firsts[id() + 1]);
    }

    @Override
    public SeekStatus seekCeil(BytesRef text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void seekExact(long ord) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long ord() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ImpactsEnum impacts(int flags) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class GranuleEnum extends PostingsEnum {
    private final int[] granules;
    private int at;
    private int end;

    GranuleEnum(int[] granules) {
      this.granules = granules;
    }

    GranuleEnum reset(int from, int to) {
      at = from - 1;
      end = to;
      return this;
    }

    @Override
    public int docID() {
      return at >= end ? NO_MORE_DOCS : granules[at];
    }

    @Override
    public int nextDoc() {
      return ++at >= end ? NO_MORE_DOCS : granules[at];
    }

    @Override
    public int advance(int target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long cost() {
      return (long) end - at;
    }

    @Override
    public int freq() {
      return 1;
    }

    @Override
    public int nextPosition() {
      return -1;
    }

    @Override
    public int startOffset() {
      return -1;
    }

    @Override
    public int endOffset() {
      return -1;
    }

    @Override
    public @Nullable BytesRef getPayload() {
      return null;
    }
  }
}
