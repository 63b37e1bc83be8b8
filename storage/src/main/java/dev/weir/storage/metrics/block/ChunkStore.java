package dev.weir.storage.metrics.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// Where blocks are kept: immutable blobs by key, read by ranges. A blob carries its own checksums;
/// a store only promises to give back what it was given, all of it or nothing. The embedded store
/// keeps files; others may keep rows of a distributed database. No memory addresses cross this
/// interface.
///
/// Any thread may call. A key is never used twice.
interface ChunkStore extends AutoCloseable {
  /// All committed blobs, in no order.
  List<BlobKey> list() throws IOException;

  /// Starts a blob that nobody sees before it is committed.
  Sink create(BlobKey key) throws IOException;

  /// Opens a committed blob, which stays readable until closed, even if it is dropped meanwhile.
  Blob open(BlobKey key) throws IOException;

  /// Removes a blob for ever. Does nothing when there is none.
  void drop(BlobKey key) throws IOException;

  /// Takes a damaged blob out of the list without destroying it.
  void setAside(BlobKey key) throws IOException;

  /// Keeps a second copy of a blob beside the list, as evidence of damage, and leaves the blob.
  void keepCopy(BlobKey key) throws IOException;

  /// For messages: where the blob is.
  String describe(BlobKey key);

  @Override
  void close();

  /// A blob being written, by one thread, front to back.
  interface Sink {
    /// Appends all of `bytes`.
    void append(ByteBuffer bytes) throws IOException;

    /// Makes the blob durable, then visible; nothing may be appended after. When it throws, the
    /// blob does not exist.
    void commit() throws IOException;

    /// Forgets the blob. Does nothing after a commit.
    void abort();
  }

  /// An open blob. Any thread may read.
  interface Blob extends AutoCloseable {
    long size();

    /// Copies `length` bytes. Throws `IndexOutOfBoundsException` when they lie beyond the end,
    /// `ChunkFormatException` when they cannot be read any more.
    void read(long offset, byte[] into, int at, int length);

    /// The bytes for random access, read-only, valid until this is closed.
    ByteBuffer view(long offset, int length);

    @Override
    void close();
  }
}
