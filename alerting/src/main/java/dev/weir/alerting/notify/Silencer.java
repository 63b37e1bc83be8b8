package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;

/// Knows which alerts nobody wants to hear of now. Any thread; cheap, as it is asked for every
/// alert of a group.
public interface Silencer {
  /// Silences nothing.
  Silencer NONE =
      new Silencer() {
        @Override
        public boolean isSilenced(Alert alert, long nowMs) {
          return false;
        }

        @Override
        public long nextChangeMs(long nowMs) {
          return Long.MAX_VALUE;
        }

        @Override
        public void onChange(Runnable listener) {}
      };

  boolean isSilenced(Alert alert, long nowMs);

  /// When a silence begins or ends next, after `nowMs`.
  long nextChangeMs(long nowMs);

  /// `listener` is called after each change by a person.
  void onChange(Runnable listener);
}
