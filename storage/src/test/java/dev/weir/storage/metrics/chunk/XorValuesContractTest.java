package dev.weir.storage.metrics.chunk;

class XorValuesContractTest extends ValueCodecContract {
  private final ValueCodec codec = new XorValues();

  @Override
  ValueCodec codec() {
    return codec;
  }

  @Override
  double[] fitting(int count, long seed) {
    return DataShapes.WALK_ALL_DIGITS.series(seed, 0, count).values();
  }
}
