package dev.weir.ingest.ring;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.Sequence;

/// The decode stage: one of `count` threads, each of which decodes every `count`-th slot.
final class DecodeHandler implements EventHandler<IngestEvent> {
  private final int index;
  private final int count;
  private final DecodeStage stage;
  private final ParkingWaitStrategy waiting;
  private Sequence released = new Sequence();

  DecodeHandler(int index, int count, DecodeStage stage, ParkingWaitStrategy waiting) {
    this.index = index;
    this.count = count;
    this.stage = stage;
    this.waiting = waiting;
  }

  @Override
  public void setSequenceCallback(Sequence sequenceCallback) {
    released = sequenceCallback;
  }

  @Override
  public void onStart() {
    waiting.register();
  }

  @Override
  public void onEvent(IngestEvent event, long sequence, boolean endOfBatch) {
    boolean isMine = sequence % count == index;
    if (isMine) {
      stage.decode(event, sequence);
    }
    if (isMine || endOfBatch) {
      released.set(sequence);
      waiting.signalAllWhenBlocking();
    }
  }
}
