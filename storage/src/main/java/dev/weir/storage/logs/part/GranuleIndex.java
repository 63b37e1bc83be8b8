package dev.weir.storage.logs.part;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.model.QueryBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Says which granules of a part can have a literal in one of their lines: never leaves one out
/// that has. Opened, and its bytes checked, at the first question. Any threads.
final class GranuleIndex {
  /// Terms looked at between two looks at the clock.
  private static final int CHECK_TERMS = 4096;

  /// With so few granules left, decoding them is cheaper than looking through a dictionary.
  private static final int FEW_GRANULES = 2;

  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  /// One Lucene segment and the granules it describes.
  private record Segment(FieldsProducer fields, int firstGranule, int granules) {}

  private final MemorySegment file;
  private final PartFooter footer;
  private volatile @Nullable List<Segment> segments;

  GranuleIndex(MemorySegment file, PartFooter footer) {
    this.file = file;
    this.footer = footer;
  }

  /// Removes granules from `granules` that have no line which satisfies `required`.
  void narrow(Requirement required, BitSet granules, QueryBudget budget) {
    switch (required) {
      case Requirement.Anything _ -> {}
      case Requirement.Literal literal -> narrow(literal, granules, budget);
      case Requirement.AllOf all -> {
        for (Requirement part : all.parts()) {
          narrow(part, granules, budget);
        }
      }
      case Requirement.OneOf one -> {
        var union = new BitSet(footer.granules());
        for (Requirement part : one.parts()) {
          BitSet left = (BitSet) granules.clone();
          narrow(part, left, budget);
          union.or(left);
        }
        granules.and(union);
      }
    }
  }

  private void narrow(Requirement.Literal literal, BitSet granules, QueryBudget budget) {
    byte[] bytes = literal.text().getBytes(StandardCharsets.UTF_8);
    for (Fragment fragment : Fragment.of(bytes, literal.ignoresCase())) {
      if (granules.isEmpty() || (!fragment.isExact() && granules.cardinality() <= FEW_GRANULES)) {
        return;
      }
      int[] fields = fragment.fields();
      if (fields.length > 0) {
        granules.and(find(fragment, fields, budget));
      }
    }
  }

  private BitSet find(Fragment fragment, int[] fields, QueryBudget budget) {
    var found = new BitSet(footer.granules());
    boolean mayBeTooLong =
        !fragment.isWhole() || fragment.bytes.length > TokenTable.TOKEN_BYTES_MAX;
    try {
      for (Segment segment : segments()) {
        if (mayBeTooLong) {
          exact(segment, TokenTable.OTHERS, new byte[] {TokenTable.MARKER}, found);
        }
        for (int field : fields) {
          find(segment, field, fragment, found, budget);
        }
      }
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new CorruptDataException("index", e);
    }
    return found;
  }

  private static void find(
      Segment segment, int field, Fragment fragment, BitSet found, QueryBudget budget)
      throws IOException {
    if (fragment.bytes.length > TokenTable.TOKEN_BYTES_MAX) {
      return;
    }
    if (fragment.isExact()) {
      exact(segment, field, fragment.bytes, found);
      return;
    }
    TermsEnum terms = terms(segment, field);
    if (terms == null) {
      return;
    }
    if (field <= TokenTable.HEX) {
      scanNumbers(segment, terms, fragment, found, budget);
    } else {
      scanTexts(segment, terms, fragment, found, budget);
    }
  }

  private static @Nullable TermsEnum terms(Segment segment, int field) throws IOException {
    Terms terms = segment.fields.terms(LuceneSegment.FIELDS.get(field));
    return terms == null ? null : terms.iterator();
  }

  private static void exact(Segment segment, int field, byte[] token, BitSet found)
      throws IOException {
    TermsEnum terms = terms(segment, field);
    BytesRef term = LuceneSegment.term(field, token, 0, token.length, new BytesRef());
    if (terms != null && terms.seekExact(term)) {
      collect(segment, terms, null, found);
    }
  }

  private static PostingsEnum collect(
      Segment segment, TermsEnum terms, @Nullable PostingsEnum reuse, BitSet found)
      throws IOException {
    PostingsEnum postings = terms.postings(reuse, PostingsEnum.NONE);
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      if (doc >= segment.granules) {
        throw new CorruptDataException("no such granule in the index: " + doc);
      }
      found.set(segment.firstGranule + doc);
    }
    return postings;
  }

  private static void scanTexts(
      Segment segment, TermsEnum terms, Fragment fragment, BitSet found, QueryBudget budget)
      throws IOException {
    PostingsEnum postings = null;
    BytesRef term;
    boolean isPrefix = fragment.isPrefix();
    if (isPrefix) {
      var start = new BytesRef(fragment.bytes);
      term = terms.seekCeil(start) == TermsEnum.SeekStatus.END ? null : terms.term();
    } else {
      term = terms.next();
    }
    for (int n = 1; term != null; n++, term = terms.next()) {
      if (n % CHECK_TERMS == 0) {
        budget.check();
      }
      if (fragment.isIn(term.bytes, term.offset, term.offset + term.length)) {
        postings = collect(segment, terms, postings, found);
      } else if (isPrefix) {
        return; // past those that begin with it
      }
    }
  }

  /// Terms are ordered by their number of digits first: shorter ones than the fragment are skipped.
  private static void scanNumbers(
      Segment segment, TermsEnum terms, Fragment fragment, BitSet found, QueryBudget budget)
      throws IOException {
    byte[] digits = new byte[2 * TokenTable.TOKEN_BYTES_MAX];
    PostingsEnum postings = null;
    var shortest = new BytesRef(new byte[] {(byte) fragment.bytes.length});
    if (terms.seekCeil(shortest) == TermsEnum.SeekStatus.END) {
      return;
    }
    int n = 0;
    for (BytesRef term = terms.term(); term != null; term = terms.next()) {
      if (++n % CHECK_TERMS == 0) {
        budget.check();
      }
      int length = term.bytes[term.offset] & 0xff;
      for (int i = 1; i < term.length; i++) {
        byte pair = term.bytes[term.offset + i];
        digits[2 * i - 2] = (byte) DIGITS[(pair >>> 4) & 15];
        digits[2 * i - 1] = (byte) DIGITS[pair & 15];
      }
      if (fragment.isIn(digits, 0, length)) {
        postings = collect(segment, terms, postings, found);
      }
    }
  }

  private List<Segment> segments() {
    List<Segment> known = segments;
    return known != null ? known : open();
  }

  private synchronized List<Segment> open() {
    List<Segment> opened = segments;
    if (opened == null) {
      try {
        opened = read();
      } catch (IOException e) {
        throw new CorruptDataException("index", e);
      }
      segments = opened;
    }
    return opened;
  }

  private List<Segment> read() throws IOException {
    if (file.byteSize() != footer.indexSize) {
      throw new CorruptDataException("index has another size: " + file.byteSize());
    }
    Section tables = PartFile.tables(file, PartFile.INDEX_MAGIC);
    byte[] bytes = tables.read(file);
    if (Crc32C.of(bytes, 0, bytes.length) != footer.indexCrc) {
      throw new CorruptDataException("index belongs to another part");
    }
    var in = new ByteReader(bytes, 0, bytes.length);
    int count = in.count("segments", bytes.length);
    var read = new ArrayList<Segment>(count);
    int granule = 0;
    long offset = PartFile.HEADER_BYTES;
    for (int i = 0; i < count; i++) {
      int granules = in.count("granules", footer.granules() - granule);
      int files = in.count("files", in.remaining());
      Map<String, MemorySegment> byName = new HashMap<>();
      for (int f = 0; f < files; f++) {
        String name = in.text("file name");
        int size = in.count("size", tables.offset() - offset);
        byName.put(name, checked(name, offset, size, in.fixedInt()));
        offset += size;
      }
      var directory = new ContainerDirectory(byName);
      read.add(new Segment(LuceneSegment.open(directory, granules), granule, granules));
      granule += granules;
    }
    if (in.remaining() != 0 || granule != footer.granules() || offset != tables.offset()) {
      throw new CorruptDataException("index describes other granules: " + granule);
    }
    return read;
  }

  private MemorySegment checked(String name, long offset, int size, int crc) {
    if (Crc32C.of(file, offset, size) != crc) {
      throw new CorruptDataException("damaged index: " + name);
    }
    return file.asSlice(offset, size);
  }

  /// Checks all bytes.
  void verify() {
    segments();
  }

  synchronized void close() {
    List<Segment> opened = segments;
    segments = List.of();
    if (opened == null) {
      return;
    }
    for (Segment segment : opened) {
      try {
        segment.fields.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
