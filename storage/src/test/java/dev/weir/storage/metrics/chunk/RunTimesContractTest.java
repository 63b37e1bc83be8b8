package dev.weir.storage.metrics.chunk;

class RunTimesContractTest extends TimeCodecContract {
  private final TimeCodec codec = new RunTimes();

  @Override
  TimeCodec codec() {
    return codec;
  }

  @Override
  long[] fitting(int count, long seed) {
    return DataShapes.STATE.series(seed, 1_700_000_000_000L, count, 0).timestamps();
  }
}
