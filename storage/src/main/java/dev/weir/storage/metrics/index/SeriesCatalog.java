package dev.weir.storage.metrics.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/// The truth about which series there are: an append-only, checksummed list of definitions (id,
/// tenant, shard, labels) from which every index and dictionary can be rebuilt. On one machine a
/// file; on several, a table keyed by shard.
///
/// [#load] comes first and once. Then one thread appends; any thread forces.
public interface SeriesCatalog extends AutoCloseable {
  /// Receives definitions.
  interface Visitor {
    /// One series; `definition` is valid until this returns.
    void series(DefinitionReader definition);
  }

  /// Writes groups of definitions, whole ones only.
  interface Source {
    void writeTo(Sink sink) throws IOException;

    interface Sink {
      /// `groups` from position to limit.
      void write(ByteBuffer groups) throws IOException;
    }
  }

  /// Calls `visitor` for every series of the shards that `mine` accepts, in the order of appending.
  /// What was not yet forced and is torn is cut off; damage to what was forced is an `IOException`
  /// that says what to do, unless the catalogue was opened for repair.
  void load(IntPredicate mine, Visitor visitor) throws IOException;

  /// Appends whole groups, from position to limit. They reach the operating system before this
  /// returns; if that fails they are kept in memory ([#unwrittenBytes()]) and written at the next
  /// call.
  void append(ByteBuffer groups);

  /// Bytes kept in memory because the device took no more. The caller stops defining series when
  /// there are too many.
  long unwrittenBytes();

  /// Makes everything appended so far durable. After a failure [#needsRewrite()] may be true.
  void force() throws IOException;

  /// True after a failed force: what was appended since the last good one is in doubt, and only
  /// [#rewrite] helps.
  boolean needsRewrite();

  /// Replaces the whole content by what `source` writes, durably, or leaves it as it is and throws.
  void rewrite(Source source) throws IOException;

  /// Bytes on the device.
  long sizeBytes();

  /// Forces, then closes.
  @Override
  void close() throws IOException;
}
