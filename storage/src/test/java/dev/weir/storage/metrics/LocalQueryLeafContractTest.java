package dev.weir.storage.metrics;

import java.io.IOException;

class LocalQueryLeafContractTest extends QueryLeafContract {
  @Override
  protected MetricStore open() throws IOException {
    return new StoreFixture(1, StoreFixture.settings()).store();
  }

  @Override
  protected void settle(MetricStore store) throws IOException {
    store.compact();
  }
}
