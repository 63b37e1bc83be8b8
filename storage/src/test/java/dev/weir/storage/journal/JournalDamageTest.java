package dev.weir.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.Crc32C;
import dev.weir.storage.bytes.LittleEndian;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Torn tails, flipped bits, zeros and missing files.
class JournalDamageTest {
  private static final Path DIR = Path.of("/store/journal");
  private static final UUID STORE = new UUID(1, 2);

  private MetricRegistry metrics = new MetricRegistry();
  private FaultFiles files = new FaultFiles(new SplittableRandom(1));

  @BeforeEach
  void directory() {
    files.createDirectories(DIR);
  }

  @Test
  void tail_cutAtEveryByte_losesOnlyWhatWasCut() throws IOException {
    List<Long> ends = new ArrayList<>();
    SegmentedLog log = open(4000, false);
    for (int i = 0; i < 12; i++) {
      ends.add(
          log.append(RecordKind.SAMPLES, IngestLogContract.bytes("record " + i + "y".repeat(i))));
      if (i % 5 == 4) {
        log.force();
      }
    }
    Path file = DIR.resolve(Segment.name(0));
    byte[] whole = files.content(file);
    files.kill();
    for (int length = 0; length <= whole.length; length++) {
      for (int zeros = 0; zeros <= 40; zeros += 20) {
        fresh();
        files.overwrite(file, Arrays.copyOf(Arrays.copyOf(whole, length), length + zeros));
        int survivors = 0;
        while (survivors < ends.size()
            && ends.get(survivors) + SegmentHeader.SIZE_BYTES <= length) {
          survivors++;
        }
        SegmentedLog reopened = open(4000, false);
        List<String> found = IngestLogContract.replay(reopened, 0);
        assertEquals(survivors, found.size(), "length " + length);
        reopened.append(RecordKind.LOGS, IngestLogContract.bytes("after"));
        reopened.close();
        assertEquals(survivors + 1, IngestLogContract.replay(open(4000, false), 0).size());
        if (length > 0 && found.size() == ends.size()) {
          assertEquals(0, counter("torn_bytes_total"));
        }
      }
    }
  }

  @Test
  void flippedBit_isDetectedOrHarmless_atEveryByte() throws IOException {
    List<String> expected = new ArrayList<>();
    SegmentedLog log = open(300, false);
    for (int i = 0; i < 20; i++) {
      log.append(RecordKind.SAMPLES, IngestLogContract.bytes("record " + i));
      log.force();
    }
    log.close();
    files.kill();
    expected.addAll(IngestLogContract.replay(open(300, false), 0));
    assertEquals(20, expected.size());
    List<Path> names = files.list(DIR);
    assertTrue(names.size() > 2);
    for (Path name : names) {
      byte[] whole = files.content(DIR.resolve(name));
      for (int bit = 0; bit < whole.length * 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        files.overwrite(DIR.resolve(name), damaged);
        checkFlip(expected, name + " bit " + bit, name.equals(names.getLast()));
      }
      files.overwrite(DIR.resolve(name), whole);
    }
  }

  /// Refused, or every record is there; only in the last group written may the end be taken for a
  /// torn one, and there only the close record stands.
  private void checkFlip(List<String> expected, String what, boolean last) throws IOException {
    byte[] before = files.content(DIR.resolve(what.substring(0, 24)));
    List<String> found = null;
    try {
      found = IngestLogContract.replay(open(300, false), 0);
    } catch (JournalDamagedException e) {
      assertTrue(e.file().contains("journal"));
    } catch (IOException e) {
      assertTrue(e.getMessage() != null && e.getMessage().contains("/store/journal"), what);
    }
    if (found != null) {
      assertTrue(last, what);
      assertEquals(expected, found, what);
    }
    var report = JournalVerifier.verify(files, DIR);
    assertTrue(found != null || !report.problems().isEmpty(), what);
    files.overwrite(DIR.resolve(what.substring(0, 24)), before);
    List<String> repaired = IngestLogContract.replay(open(300, true), 0);
    assertTrue(expected.containsAll(repaired), what);
    assertTrue(repaired.size() >= expected.size() - 1, what + " kept " + repaired.size());
  }

  @Test
  void damageInForcedPart_ofTheNewestSegment_stopsTheStart_withFileAndOffset() throws IOException {
    SegmentedLog log = open(100_000, false);
    long first = log.append(RecordKind.SAMPLES, IngestLogContract.bytes("first"));
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("second"));
    log.force();
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("third"));
    log.force();
    files.kill();
    Path file = DIR.resolve(Segment.name(0));
    byte[] content = files.content(file);
    int at = (int) (first + SegmentHeader.SIZE_BYTES);
    content[at + 22] ^= 4;
    files.overwrite(file, content);
    var e = assertThrows(JournalDamagedException.class, () -> open(100_000, false));
    assertEquals(file.toString(), e.file());
    assertEquals(at, e.offset());
    List<String> repaired = IngestLogContract.replay(open(100_000, true), 0);
    assertEquals(2, repaired.size());
    assertTrue(repaired.getLast().endsWith("third"));
    assertTrue(counter("damaged_bytes_total") > 0);
  }

  @Test
  void damageInUnforcedPart_isATornTail_evenWithWholeRecordsAfterIt() throws IOException {
    SegmentedLog log = open(100_000, false);
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("first"));
    log.force();
    long second = log.endPosition();
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("second"));
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("third"));
    files.kill();
    Path file = DIR.resolve(Segment.name(0));
    byte[] content = files.content(file);
    Arrays.fill(
        content,
        (int) second + SegmentHeader.SIZE_BYTES,
        (int) second + SegmentHeader.SIZE_BYTES + 26,
        (byte) 0);
    files.overwrite(file, content);
    assertEquals(1, IngestLogContract.replay(open(100_000, false), 0).size());
    assertTrue(counter("torn_bytes_total") > 0);
  }

  @Test
  void journalInsideAPayload_isNotTakenForRecords() throws IOException {
    SegmentedLog log = open(100_000, false);
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("first"));
    log.force();
    Path file = DIR.resolve(Segment.name(0));
    String copy = new String(files.content(file), StandardCharsets.ISO_8859_1);
    log.append(RecordKind.SAMPLES, ByteBuffer.wrap(copy.getBytes(StandardCharsets.ISO_8859_1)));
    files.kill();
    byte[] content = files.content(file);
    content[content.length - 1] ^= 1;
    files.overwrite(file, content);
    assertEquals(1, IngestLogContract.replay(open(100_000, false), 0).size());
  }

  @Test
  void missingFile_stopsTheReplay() throws IOException {
    SegmentedLog log = open(50, false);
    for (int i = 0; i < 5; i++) {
      log.append(RecordKind.SAMPLES, IngestLogContract.bytes("a record of some length " + i));
    }
    log.close();
    List<Path> names = files.list(DIR);
    files.delete(DIR.resolve(names.get(2)));
    files.kill();
    SegmentedLog reopened = open(50, false);
    assertThrows(JournalDamagedException.class, () -> IngestLogContract.replay(reopened, 0));
    assertEquals(4, IngestLogContract.replay(open(50, true), 0).size());
    files.delete(DIR.resolve(names.get(0)));
    SegmentedLog again = open(50, false);
    var e = assertThrows(JournalDamagedException.class, () -> IngestLogContract.replay(again, 0));
    assertTrue(e.toString().contains("files are missing"), e.toString());
  }

  @Test
  void otherStoresSegment_isRefused() throws IOException {
    SegmentedLog log = open(1000, false);
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("x"));
    log.close();
    files.kill();
    var e =
        assertThrows(
            IOException.class,
            () ->
                SegmentedLog.open(
                    files,
                    DIR,
                    new UUID(3, 4),
                    Clock.SYSTEM,
                    metrics,
                    new JournalSettings("test", 1000, 0, true)));
    assertFalse(e instanceof JournalDamagedException);
    assertTrue(e.toString().contains("another store"), e.toString());
  }

  @Test
  void visitorThatFindsCorruptData_namesFileAndOffset_orGoesOn() throws IOException {
    SegmentedLog log = open(1000, false);
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("bad"));
    log.append(RecordKind.SAMPLES, IngestLogContract.bytes("good"));
    log.close();
    files.kill();
    List<String> seen = new ArrayList<>();
    IngestLog.Visitor visitor =
        (position, end, kind, payload) -> {
          String text = IngestLogContract.text(payload);
          if (text.equals("bad")) {
            throw new CorruptDataException("deliberate");
          }
          seen.add(text);
        };
    SegmentedLog strict = open(1000, false);
    var e = assertThrows(JournalDamagedException.class, () -> strict.replay(0, visitor));
    assertEquals(SegmentHeader.SIZE_BYTES, e.offset());
    open(1000, true).replay(0, visitor);
    assertEquals(List.of("good"), seen);
  }

  @Test
  void lostFiles_doNotBringPositionsBack() throws IOException {
    SegmentedLog log =
        SegmentedLog.open(
            files,
            DIR,
            STORE,
            Clock.SYSTEM,
            metrics,
            new JournalSettings("test", 1000, 777, false));
    assertEquals(777, log.endPosition());
    long end = log.append(RecordKind.SAMPLES, IngestLogContract.bytes("x"));
    assertTrue(end > 777);
    log.close();
    assertEquals(1, IngestLogContract.replay(open(1000, false), 0).size());
  }

  @Test
  void newerFormat_isRefusedByName() throws IOException {
    byte[] header = new SegmentHeader(STORE, 0, 0, 0).encode().array();
    header[8] = 2;
    LittleEndian.putInt(header, 60, Crc32C.of(header, 0, 60));
    files.overwrite(DIR.resolve(Segment.name(0)), header);
    IOException e = assertThrows(IOException.class, () -> open(1000, false));
    assertTrue(e.toString().contains("newer version"), e.toString());
  }

  private void fresh() {
    files = new FaultFiles(new SplittableRandom(1));
    files.createDirectories(DIR);
    metrics = new MetricRegistry();
  }

  private SegmentedLog open(long segmentSizeBytes, boolean repair) throws IOException {
    return SegmentedLog.open(
        files,
        DIR,
        STORE,
        Clock.SYSTEM,
        metrics,
        new JournalSettings("test", segmentSizeBytes, 0, repair));
  }

  private long counter(String name) {
    return metrics.counter("weir_storage_journal_" + name, "", "journal", "test").value();
  }
}
