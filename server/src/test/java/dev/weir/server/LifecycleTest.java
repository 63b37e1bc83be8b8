package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  @Test
  void stop_runsEveryStepOnce_latestFirst() {
    var ran = new ArrayList<String>();
    var lifecycle = new Lifecycle();
    lifecycle.onStop("a", () -> ran.add("a"));
    lifecycle.onStop(
        "b",
        () -> {
          ran.add("b");
          throw new IOException("expected by this test");
        });
    lifecycle.onStop("c", () -> ran.add("c"));
    lifecycle.stop();
    lifecycle.stop();
    assertEquals(List.of("c", "b", "a"), ran);
  }
}
