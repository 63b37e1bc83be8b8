package dev.weir.storage.metrics.head;

import dev.weir.storage.metrics.FlushedPositions;
import dev.weir.storage.metrics.ShardEngine;
import dev.weir.storage.metrics.ShardEngineContract;

class HeadEngineContractTest extends ShardEngineContract {
  @Override
  protected ShardEngine open(FlushedPositions flushed) {
    return HeadProperties.engine(new HeadMemory(), flushed);
  }
}
