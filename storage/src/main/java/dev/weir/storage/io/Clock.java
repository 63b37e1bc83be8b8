package dev.weir.storage.io;

/// Where time comes from. Safe from any thread.
public interface Clock {
  /// The machine's clock.
  Clock SYSTEM =
      new Clock() {
        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }
      };

  /// Epoch milliseconds; may jump.
  long wallMillis();

  /// Nanoseconds of a clock that never jumps; only differences mean anything.
  long nanoTime();
}
