package dev.weir.storage.metrics.head;

import dev.weir.storage.metrics.SeriesRegistry;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;

/// A registry for tests that never come to ask it.
final class NoRegistry implements SeriesRegistry {
  @Override
  public int resolve(Tenant tenant, Labels labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean hasNewDefinitions() {
    return false;
  }

  @Override
  public void drainNewDefinitions(ByteBuffer out) {}

  @Override
  public int newDefinitionsSize() {
    return 0;
  }

  @Override
  public void replayDefinitions(ByteBuffer in) {}

  @Override
  public Labels labels(int seriesId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int shard(int seriesId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int seriesCount() {
    return 0;
  }

  @Override
  public void force() {}
}
