package dev.weir.storage.metrics;

import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Closes what was pushed, last first, all of it even when some fail; throws the first failure with
/// the others suppressed. One thread.
final class CloseStack implements AutoCloseable {
  private final ArrayDeque<AutoCloseable> resources = new ArrayDeque<>();

  void push(AutoCloseable resource) {
    resources.push(resource);
  }

  /// Leaves everything open: somebody else closes it.
  void clear() {
    resources.clear();
  }

  @Override
  public void close() throws IOException {
    @Nullable Exception first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first instanceof IOException io) {
      throw io;
    }
    if (first instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (first != null) {
      throw new IOException(first);
    }
  }
}
