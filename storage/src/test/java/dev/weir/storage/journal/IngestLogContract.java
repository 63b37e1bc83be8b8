package dev.weir.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [IngestLog] promises.
abstract class IngestLogContract {
  /// Opens the one log of this test, again after it was closed.
  abstract IngestLog open() throws IOException;

  @Test
  void appended_replaysInOrder_withPositions() throws IOException {
    List<String> expected = new ArrayList<>();
    try (IngestLog log = open()) {
      log.replay(0, (position, end, kind, payload) -> expected.add("nothing may come"));
      long position = log.endPosition();
      for (int i = 0; i < 100; i++) {
        RecordKind kind = RecordKind.values()[i % RecordKind.values().length];
        String text = "record " + i + "x".repeat(i * 7);
        long end = log.append(kind, bytes(text));
        assertTrue(end > position);
        assertEquals(end, log.endPosition());
        expected.add(position + " " + end + " " + kind + " " + text);
        position = end;
      }
      log.force();
      assertEquals(position, log.durablePosition());
    }
    try (IngestLog log = open()) {
      assertEquals(expected, replay(log, 0));
      assertEquals(expected, replay(log, 0));
    }
  }

  @Test
  void replay_beginsAtAPosition() throws IOException {
    long middle;
    try (IngestLog log = open()) {
      log.append(RecordKind.SAMPLES, bytes("one"));
      middle = log.append(RecordKind.SAMPLES, bytes("two"));
      log.append(RecordKind.SAMPLES, bytes("three"));
    }
    try (IngestLog log = open()) {
      List<String> found = replay(log, middle);
      assertEquals(1, found.size());
      assertTrue(found.getFirst().endsWith("three"));
      assertEquals(List.of(), replay(log, log.endPosition()));
    }
  }

  @Test
  void positions_growOverRestarts() throws IOException {
    long last = -1;
    for (int i = 0; i < 5; i++) {
      try (IngestLog log = open()) {
        assertTrue(log.endPosition() >= last);
        last = log.append(RecordKind.LOGS, bytes("life " + i));
      }
    }
    try (IngestLog log = open()) {
      assertEquals(5, replay(log, 0).size());
    }
  }

  @Test
  void payload_mayBeEmptyDirectOrASlice_andIsLeftAsItIs() throws IOException {
    ByteBuffer slice = bytes("before payload after").position(7).limit(14);
    ByteBuffer direct = ByteBuffer.allocateDirect(3).put(bytes("dir")).flip();
    try (IngestLog log = open()) {
      log.append(RecordKind.SAMPLES, ByteBuffer.allocate(0));
      log.append(RecordKind.SAMPLES, slice);
      log.append(RecordKind.SAMPLES, direct.asReadOnlyBuffer());
    }
    assertEquals(7, slice.remaining());
    try (IngestLog log = open()) {
      List<String> texts = new ArrayList<>();
      log.replay(0, (position, end, kind, payload) -> texts.add(text(payload)));
      assertEquals(List.of("", "payload", "dir"), texts);
    }
  }

  @Test
  void payload_isLimited() throws IOException {
    try (IngestLog log = open()) {
      ByteBuffer tooLong = ByteBuffer.allocate((64 << 20) + 1);
      assertThrows(IllegalArgumentException.class, () -> log.append(RecordKind.LOGS, tooLong));
      log.append(RecordKind.LOGS, bytes("short enough"));
    }
    try (IngestLog log = open()) {
      assertEquals(1, replay(log, 0).size());
    }
  }

  @Test
  void truncateBefore_keepsEverythingFromThePosition() throws IOException {
    List<String> all = new ArrayList<>();
    try (IngestLog log = open()) {
      long position = log.endPosition();
      for (int i = 0; i < 200; i++) {
        String text = "r" + i;
        long end = log.append(RecordKind.SAMPLES, bytes(text));
        all.add(position + " " + end + " SAMPLES " + text);
        position = end;
        if (i == 120) {
          log.force();
          log.truncateBefore(position);
        }
      }
    }
    try (IngestLog log = open()) {
      long from = Long.parseLong(all.get(121).substring(0, all.get(121).indexOf(' ')));
      assertEquals(all.subList(121, 200), replay(log, from));
    }
  }

  @Test
  void roll_letsEverythingBeforeItGo() throws IOException {
    long rolled;
    try (IngestLog log = open()) {
      log.append(RecordKind.SAMPLES, bytes("before"));
      log.roll();
      rolled = log.endPosition();
      assertEquals(rolled, log.durablePosition());
      log.truncateBefore(rolled);
      log.append(RecordKind.SAMPLES, bytes("after"));
      log.roll();
      log.roll(); // nothing new: no second segment
    }
    try (IngestLog log = open()) {
      assertEquals(1, replay(log, rolled).size());
      assertTrue(log.isHealthy());
    }
  }

  @Test
  void replay_afterAppend_isRefused() throws IOException {
    try (IngestLog log = open()) {
      log.append(RecordKind.LOGS, bytes("x"));
      assertThrows(IllegalStateException.class, () -> replay(log, 0));
    }
  }

  @Test
  void visitorsException_ends_theReplay() throws IOException {
    try (IngestLog log = open()) {
      log.append(RecordKind.LOGS, bytes("x"));
    }
    try (IngestLog log = open()) {
      var thrown = new IOException("deliberate");
      assertEquals(
          thrown,
          assertThrows(
              IOException.class,
              () ->
                  log.replay(
                      0,
                      (position, end, kind, payload) -> {
                        throw thrown;
                      })));
    }
  }

  static List<String> replay(IngestLog log, long from) throws IOException {
    List<String> found = new ArrayList<>();
    log.replay(
        from,
        (position, end, kind, payload) ->
            found.add(position + " " + end + " " + kind + " " + text(payload)));
    return found;
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload).toString();
  }
}
