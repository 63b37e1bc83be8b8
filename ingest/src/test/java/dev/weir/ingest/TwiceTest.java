package dev.weir.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class TwiceTest {
  @Test
  void run_bothAtOnce_returnsWhenBothHaveEnded() throws Exception {
    Set<String> ended = ConcurrentHashMap.newKeySet();
    var meeting = new CountDownLatch(2);
    Twice.run("test", () -> meet(meeting, ended, "samples"), () -> meet(meeting, ended, "logs"));
    assertEquals(Set.of("samples", "logs"), ended);
  }

  private static void meet(CountDownLatch meeting, Set<String> ended, String who)
      throws IOException {
    meeting.countDown();
    try {
      meeting.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    ended.add(who);
  }

  @Test
  void run_oneFails_throwsIt() {
    var failure = new IOException("no disk");
    assertSame(
        failure, assertThrows(IOException.class, () -> Twice.run("test", () -> {}, fail(failure))));
    assertSame(
        failure, assertThrows(IOException.class, () -> Twice.run("test", fail(failure), () -> {})));
  }

  @Test
  void run_bothFail_throwsTheFirstWithTheOther() {
    var bug = new IllegalStateException("BUG");
    var failure = new IOException("no disk");
    var thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                Twice.run(
                    "test",
                    () -> {
                      throw bug;
                    },
                    fail(failure)));
    assertSame(bug, thrown);
    assertArrayEquals(new Throwable[] {failure}, thrown.getSuppressed());
  }

  private static Twice.Work fail(IOException with) {
    return () -> {
      throw with;
    };
  }
}
