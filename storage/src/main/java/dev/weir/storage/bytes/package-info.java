/// Bytes as the file formats use them: variable-length integers, little-endian fields, checksums.
///
/// ```java
/// int at = VarInt.putUnsigned(bytes, 0, count);
/// at = VarInt.putSigned(bytes, at, delta);
/// LittleEndian.putInt(bytes, at, Crc32C.of(bytes, 0, at));
/// ```
///
/// Pure functions, any thread; a [dev.weir.storage.bytes.ByteReader] belongs to one thread at a
/// time. Every read is checked against what is there. Depends on nothing else of ours.
@NullMarked
package dev.weir.storage.bytes;

import org.jspecify.annotations.NullMarked;
