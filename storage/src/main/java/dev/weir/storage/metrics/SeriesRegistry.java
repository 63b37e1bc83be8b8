package dev.weir.storage.metrics;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.SampleOutcome;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Maps label sets to series ids: catalogue, dictionary and index behind one face. Ids are dense,
/// from 0, unique in the store and never reused.
///
/// `resolve`, the drain and `replayDefinitions` belong to the resolver thread (the opening thread
/// before that); the rest may be called from any.
public interface SeriesRegistry {
  /// The id of the series, defined if new. Negative when refused: see [#refusal(int)]. A new series
  /// is in the index when this returns.
  int resolve(Tenant tenant, Labels labels);

  /// The outcome a negative result of [#resolve] stands for.
  static SampleOutcome refusal(int negativeId) {
    assert negativeId < 0 : negativeId;
    return SampleOutcome.values()[-negativeId];
  }

  /// The negative id that stands for `outcome`.
  static int refused(SampleOutcome outcome) {
    assert outcome != SampleOutcome.ACCEPTED;
    return -outcome.ordinal();
  }

  /// True when series were defined since the last drain.
  boolean hasNewDefinitions();

  /// Appends the definitions since the last drain to `out`, which has room for
  /// [#newDefinitionsSize()] bytes, and forgets them.
  void drainNewDefinitions(ByteBuffer out);

  /// Bytes that the next drain will write.
  int newDefinitionsSize();

  /// Takes definitions as written by a drain back in, ids included; those already known are left as
  /// they are. Throws `IllegalStateException` when an id is known with other labels.
  void replayDefinitions(ByteBuffer in);

  /// The labels of a series.
  Labels labels(int seriesId);

  /// The shard of a series.
  int shard(int seriesId);

  /// Number of series ever defined.
  int seriesCount();

  /// Makes every definition drained so far durable. Must have succeeded
  ///
  /// - before the journal lets go of records that hold definitions,
  /// - before a block that names new series is published,
  /// - after a failed journal append or force, before anything more is acknowledged: the
  ///   definitions drained into that record are in no journal now.
  ///
  /// Any thread; takes two forces of the device, or a rewrite of the catalogue after one failed. A
  /// registry that keeps nothing has nothing to do.
  default void force() throws IOException {}
}
