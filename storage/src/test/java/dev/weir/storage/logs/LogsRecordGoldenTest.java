package dev.weir.storage.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.FormatPage;
import dev.weir.storage.model.Labels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogsRecordGoldenTest {
  private static final long START = 1_795_219_200_000_000_000L;
  private static final Labels DB = Labels.of("job", "syslog", "host", "db1");
  private static final Labels APP = Labels.of("job", "app");

  private static LogBatch example() {
    var batch = new LogBatch();
    LogFixture.add(batch, DB, START, "started", "pid", "42");
    LogFixture.add(batch, APP, START + 1, "\u00ffok", "pid", "7", "user", "eve");
    LogFixture.add(batch, DB, START - 1_000_000_000L, "");
    return batch;
  }

  @Test
  void encoded_isWhatThePageShows() throws IOException {
    ByteBuffer payload = example().payload();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    assertEquals(FormatPage.dump("logs-record"), FormatPage.dump(bytes));
  }

  @Test
  void page_isReadable() throws IOException {
    var batch = new LogBatch().load(ByteBuffer.wrap(FormatPage.bytes("logs-record")));
    assertEquals(
        List.of(
            DB + " 0 " + START + " started pid=42",
            APP + " 1 " + (START + 1) + " \u00ffok pid=7 user=eve",
            DB + " 0 " + (START - 1_000_000_000L) + " "),
        read(batch));
  }

  private static List<String> read(LogBatch batch) {
    var found = new ArrayList<String>();
    LogBatch.Reader reader = batch.reader();
    while (reader.next()) {
      var text = new StringBuilder();
      text.append(reader.stream()).append(' ').append(reader.streamIndex());
      text.append(' ').append(reader.timestampNs()).append(' ');
      text.append(
          new String(
              reader.bytes(),
              reader.lineOffset(),
              reader.lineLength(),
              StandardCharsets.ISO_8859_1));
      for (int i = 0; i < reader.fields(); i++) {
        text.append(' ').append(reader.fieldName(i)).append('=').append(reader.fieldValue(i));
      }
      found.add(text.toString());
    }
    return found;
  }

  @Test
  void damage_isCorruptDataOrAnotherRecord_neverAnythingElse() throws IOException {
    byte[] bytes = FormatPage.bytes("logs-record");
    int refused = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      var random = new SplittableRandom(seed);
      byte[] damaged = bytes.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : damaged.length;
      try {
        read(new LogBatch().load(ByteBuffer.wrap(damaged, 0, length)));
      } catch (CorruptDataException e) {
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(refused > 5000, "refused: " + refused);
  }

  @Test
  void applyOfADamagedBatch_throwsAndLeavesAStoreThatWorks() {
    var table = new Memtable(1);
    table.apply(example(), 100, 0);
    ByteBuffer payload = example().payload();
    byte[] cut = new byte[payload.remaining() - 3];
    payload.get(cut);
    try {
      table.apply(new LogBatch().load(ByteBuffer.wrap(cut)), 200, 0);
      throw new AssertionError("took a batch that is cut off");
    } catch (CorruptDataException expected) {
      var rows = table.rowsOf(dev.weir.storage.model.Tenant.DEFAULT);
      assertTrue(rows != null && rows.streams().get(1).length() == 2);
    }
  }
}
