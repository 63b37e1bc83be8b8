package dev.weir.storage.metrics.chunk;

import java.util.Arrays;

class ConstantValuesContractTest extends ValueCodecContract {
  private final ValueCodec codec = new ConstantValues();

  @Override
  ValueCodec codec() {
    return codec;
  }

  @Override
  double[] fitting(int count, long seed) {
    double[] values = new double[count];
    Arrays.fill(values, seed / 7.0);
    return values;
  }
}
