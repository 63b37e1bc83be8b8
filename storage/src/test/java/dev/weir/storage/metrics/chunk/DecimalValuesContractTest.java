package dev.weir.storage.metrics.chunk;

class DecimalValuesContractTest extends ValueCodecContract {
  private final ValueCodec codec = new DecimalValues();

  @Override
  ValueCodec codec() {
    return codec;
  }

  @Override
  double[] fitting(int count, long seed) {
    return DataShapes.LATENCY_6_DECIMALS.series(seed, 0, count).values();
  }
}
