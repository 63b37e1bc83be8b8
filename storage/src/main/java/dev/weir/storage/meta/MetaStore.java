package dev.weir.storage.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records by kind and id, each with a version; changed by compare-and-set only. On one machine
/// files, on several a table with conditional updates.
///
/// A kind is `[a-z][a-z0-9_-]{0,31}`; an id is any text of 1 to 80 bytes of UTF-8; a value has at
/// most 1 MiB. Anything else throws `IllegalArgumentException`. A version is positive and grows
/// with every change of a record; a record that is deleted and created again does not get an
/// earlier version back.
///
/// Any thread may call; a change is visible to everyone, and durable, when its call returns.
public interface MetaStore extends AutoCloseable {
  /// The version to expect of a record that is not there.
  long ABSENT = 0;

  /// Returned when the record's version was not the expected one; nothing changed.
  long CONFLICT = -1;

  int MAX_ID_BYTES = 80;
  int MAX_VALUE_BYTES = 1 << 20;

  /// The record, or null when there is none.
  @Nullable MetaRecord find(String kind, String id) throws IOException;

  /// All records of a kind, by id.
  List<MetaRecord> list(String kind) throws IOException;

  /// Sets the value (position to limit, copied) if the record's version is `expectedVersion`;
  /// returns the new version, or [#CONFLICT]. After an exception the record has its old value or
  /// the new one; who asks again, or repeats the change with the old version, finds out.
  long put(String kind, String id, long expectedVersion, ByteBuffer value) throws IOException;

  /// Deletes the record if its version is `expectedVersion`; false when it was not.
  boolean delete(String kind, String id, long expectedVersion) throws IOException;

  @Override
  void close() throws IOException;
}
