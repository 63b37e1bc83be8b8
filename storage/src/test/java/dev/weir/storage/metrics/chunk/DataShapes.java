package dev.weir.storage.metrics.chunk;

import dev.weir.storage.model.SampleColumns;
import java.util.Random;

/// Series as they come from monitored machines, made from a seed.
public enum DataShapes {
  /// TSBS "cpu-only": a random walk in 0..100, cut to an integer.
  CPU_INTEGER {
    @Override
    double next(State s) {
      s.walk = Math.clamp(s.walk + s.random.nextGaussian(), 0, 100);
      return (double) (long) s.walk;
    }
  },
  /// Memory percentage, two decimals.
  PERCENT_2_DECIMALS {
    @Override
    double next(State s) {
      s.walk = Math.clamp(s.walk + s.random.nextGaussian(), 0, 100);
      return Math.round(s.walk * 100) / 100.0;
    }
  },
  /// Latency in milliseconds, six decimals.
  LATENCY_6_DECIMALS {
    @Override
    double next(State s) {
      s.walk = Math.max(0, s.walk + s.random.nextGaussian());
      return Math.round(s.walk * 1e6) / 1e6;
    }
  },
  /// A byte counter.
  COUNTER_BYTES {
    @Override
    double next(State s) {
      s.counter += s.random.nextInt(1 << 20);
      return s.counter;
    }
  },
  /// A request counter.
  COUNTER_REQUESTS {
    @Override
    double next(State s) {
      s.counter += s.random.nextInt(100);
      return s.counter;
    }
  },
  /// Independent doubles with all their digits.
  NOISE {
    @Override
    double next(State s) {
      return s.random.nextDouble();
    }
  },
  /// A walk with all its digits.
  WALK_ALL_DIGITS {
    @Override
    double next(State s) {
      s.walk += s.random.nextGaussian();
      return s.walk;
    }
  },
  /// Free memory in pages of 4096 bytes.
  MEMORY_PAGES {
    @Override
    double next(State s) {
      s.counter = Math.max(0, s.counter + (s.random.nextInt(2001) - 1000) * 4096L);
      return s.counter;
    }
  },
  /// Mostly the same, now and then another.
  STATE {
    @Override
    double next(State s) {
      if (s.random.nextInt(100) == 0) {
        s.counter = s.random.nextInt(5);
      }
      return s.counter;
    }
  };

  /// What the next value depends on.
  static final class State {
    final Random random;
    double walk;
    long counter;

    State(long seed) {
      random = new Random(seed);
      walk = random.nextInt(100);
      counter = random.nextInt(1_000_000);
    }
  }

  abstract double next(State state);

  /// `count` samples every ten seconds.
  public SampleColumns series(long seed, long startMs, int count) {
    return series(seed, startMs, count, 0);
  }

  /// `count` samples every ten seconds, each late by up to `jitterMs`.
  public SampleColumns series(long seed, long startMs, int count, int jitterMs) {
    var state = new State(seed * 31 + ordinal());
    var times = new Random(seed);
    var samples = new SampleColumns(count);
    for (int i = 0; i < count; i++) {
      long late = jitterMs == 0 ? 0 : times.nextInt(jitterMs + 1);
      samples.add(startMs + 10_000L * i + late, next(state));
    }
    return samples;
  }
}
