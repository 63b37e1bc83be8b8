package dev.weir.storage.metrics.chunk;

class RawValuesContractTest extends ValueCodecContract {
  private final ValueCodec codec = new RawValues();

  @Override
  ValueCodec codec() {
    return codec;
  }

  @Override
  double[] fitting(int count, long seed) {
    return DataShapes.NOISE.series(seed, 0, count).values();
  }
}
