package dev.weir.storage.metrics.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.io.Clock;
import dev.weir.storage.io.FaultFiles;
import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ResolvedSamples;
import dev.weir.storage.metrics.ShardEngine;
import dev.weir.storage.metrics.TestClock;
import dev.weir.storage.model.TimeRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  private static final Path DIRECTORY = Path.of("/ckpt");
  private static final long START = 1_735_689_600_000L;

  private final FaultFiles files = new FaultFiles(new Random(1));
  private final Clock clock = new TestClock(START);
  private final HeadMemory memory = new HeadMemory();

  private HeadEngine engine() {
    return HeadProperties.engine(memory, FlushedPositions.NONE);
  }

  private static ResolvedSamples samples(int from, int to) {
    var batch = new ResolvedSamples();
    for (int i = from; i < to; i++) {
      for (int s = 0; s < 40; s++) {
        batch.add(s, START + i * 10_000L, i * s);
      }
      batch.add(5, START + 1, i);
    }
    return batch;
  }

  private Checkpoints.Written write(Checkpoints to, HeadEngine engine, long position)
      throws IOException {
    try (ShardEngine.Snapshot snapshot = engine.snapshot(position)) {
      ByteBuffer state = ByteBuffer.wrap("windows".getBytes(StandardCharsets.UTF_8));
      return to.write(position, Map.of("statsd", state), List.of(snapshot));
    }
  }

  private Checkpoints checkpoints() throws IOException {
    files.createDirectories(DIRECTORY);
    return new Checkpoints(files, DIRECTORY, clock);
  }

  private String content(HeadEngine engine) {
    var text = new StringBuilder();
    for (int s = 0; s < 40; s++) {
      var columns = HeadProperties.read(engine, s, TimeRange.ALL);
      for (int i = 0; i < columns.length(); i++) {
        text.append(columns.timestamps()[i]).append('=').append(columns.values()[i]).append(' ');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private String load(long expectedPosition, FlushedPositions flushed) throws IOException {
    try (HeadEngine engine = HeadProperties.engine(memory, flushed);
        LoadedCheckpoint loaded = new Checkpoints(files, DIRECTORY, clock).load(memory, flushed)) {
      assertEquals(expectedPosition, loaded.position());
      loaded.restoreInto(List.of(engine), new NoRegistry());
      engine.apply(samples(400, 450), 1000); // writing goes on where it stopped
      return content(engine);
    }
  }

  @Test
  void write_then_load_goesOnAsBefore() throws IOException {
    try (HeadEngine engine = engine()) {
      engine.apply(samples(0, 200), 10);
      engine.seal(TimeRange.ALL, 10);
      engine.apply(samples(200, 400), 20);
      Checkpoints files1 = checkpoints();
      write(files1, engine, 20);
      engine.apply(samples(400, 450), 30); // after the snapshot: not in the file
      String expected = content(engine);
      assertEquals(expected, load(20, FlushedPositions.NONE));
    }
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void load_newestDamagedAnywhere_fallsBack() throws IOException {
    try (HeadEngine engine = engine()) {
      Checkpoints writer = checkpoints();
      engine.apply(samples(0, 30), 10);
      write(writer, engine, 10);
      engine.apply(samples(30, 60), 20);
      Checkpoints.Written written = write(writer, engine, 20);
      assertEquals(20, written.truncateJournalBefore(), "small ones are written twice");
      Path newest = files.list(DIRECTORY).getLast();
      newest = DIRECTORY.resolve(newest.getFileName());
      byte[] intact = files.content(newest);
      var random = new Random(5);
      for (int round = 0; round < 60; round++) {
        byte[] damaged = intact.clone();
        if (round % 3 == 0) {
          damaged = java.util.Arrays.copyOf(intact, random.nextInt(intact.length));
        } else {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        files.delete(newest);
        files.create(newest).close();
        files.overwrite(newest, damaged);
        LoadedCheckpoint loaded =
            new Checkpoints(files, DIRECTORY, clock).load(memory, FlushedPositions.NONE);
        assertEquals(20, loaded.position());
        loaded.close();
        assertTrue(files.exists(newest.resolveSibling(newest.getFileName() + ".damaged")));
      }
    }
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void load_allDamaged_refuses() throws IOException {
    try (HeadEngine engine = engine()) {
      engine.apply(samples(0, 30), 10);
      write(checkpoints(), engine, 10);
    }
    for (Path name : files.list(DIRECTORY)) {
      Path path = DIRECTORY.resolve(name.getFileName());
      byte[] bytes = files.content(path);
      bytes[bytes.length / 2] ^= 1;
      files.overwrite(path, bytes);
    }
    var fresh = new Checkpoints(files, DIRECTORY, clock);
    assertThrows(IOException.class, () -> fresh.load(memory, FlushedPositions.NONE));
    assertEquals(0, memory.usedBytes());
  }

  @Test
  void write_everyCallFailingInTurn_keepsTheOneBefore() throws IOException {
    try (HeadEngine engine = engine()) {
      engine.apply(samples(0, 30), 10);
      Checkpoints writer = checkpoints();
      write(writer, engine, 10);
      engine.apply(samples(30, 60), 20);
      boolean hasFailed = true;
      for (int call = 1; hasFailed; call++) {
        files.failAt(call);
        hasFailed = false;
        try {
          write(writer, engine, 20);
        } catch (IOException e) {
          hasFailed = true;
        }
        files.heal();
        files.crash();
        writer = new Checkpoints(files, DIRECTORY, clock);
        try (LoadedCheckpoint loaded = writer.load(memory, FlushedPositions.NONE)) {
          assertTrue(loaded.position() == 20 || (hasFailed && loaded.position() == 10));
        }
      }
    }
  }

  @Test
  void load_partitionCoveredByBlocks_isLeftOut() throws IOException {
    try (HeadEngine engine = engine()) {
      engine.apply(samples(0, 30), 10);
      write(checkpoints(), engine, 10);
    }
    var flushed =
        new FlushedPositions() {
          @Override
          public long highest() {
            return 10;
          }

          @Override
          public long of(long partitionStartMs) {
            return partitionStartMs == START ? 10 : -1;
          }
        };
    try (LoadedCheckpoint loaded = new Checkpoints(files, DIRECTORY, clock).load(memory, flushed)) {
      assertEquals(0, memory.usedBytes());
      ByteBuffer state = loaded.states().get("statsd");
      assertEquals(ByteBuffer.wrap("windows".getBytes(StandardCharsets.UTF_8)), state);
    }
  }

  /// The dump in `storage/docs/format/head-checkpoint.md`.
  @Test
  void write_oneSeries_isTheDocumentedDump() throws IOException {
    try (HeadEngine engine = engine()) {
      var batch = new ResolvedSamples();
      batch.add(7, START + 1000, 5);
      batch.add(7, START + 11_000, 6);
      engine.apply(batch, 300);
      write(checkpoints(), engine, 300);
    }
    byte[] bytes = files.content(DIRECTORY.resolve("head-0000000001.ckpt"));
    try (var expected = CheckpointsTest.class.getResourceAsStream("/format/head-checkpoint.hex")) {
      assertTrue(expected != null, () -> HexFormat.ofDelimiter(" ").formatHex(bytes));
      String text = new String(expected.readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(
          text.replaceAll("#.*", "").replaceAll("\\s+", ""), HexFormat.of().formatHex(bytes));
    }
  }
}
