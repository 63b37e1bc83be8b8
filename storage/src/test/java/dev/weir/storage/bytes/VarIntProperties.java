package dev.weir.storage.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VarIntProperties {
  private static final long SEED = 0x5eed;

  @Test
  void everyValue_survivesBothForms_inItsStatedSize() {
    var random = new SplittableRandom(SEED);
    byte[] bytes = new byte[64];
    var reader = new ByteReader();
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      String message = "seed " + SEED + " value " + value;
      int end = VarInt.putUnsigned(bytes, 3, value);
      assertEquals(VarInt.sizeUnsigned(value), end - 3, message);
      int end2 = VarInt.putSigned(bytes, end, value);
      assertEquals(VarInt.sizeSigned(value), end2 - end, message);
      reader.reset(bytes, 3, end2 - 3);
      assertEquals(value, reader.unsigned(), message);
      assertEquals(value, reader.signed(), message);
      assertEquals(0, reader.remaining());
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 3, end2 - 3);
      assertEquals(value, VarInt.getUnsigned(buffer), message);
      assertEquals(value, VarInt.getSigned(buffer), message);
      ByteBuffer copy = ByteBuffer.allocate(20);
      VarInt.putUnsigned(copy, value);
      VarInt.putSigned(copy, value);
      assertEquals(ByteBuffer.wrap(bytes, 3, end2 - 3), copy.flip(), message);
    }
  }

  @Test
  void cutOff_orTooLong_isRefused() {
    byte[] bytes = new byte[12];
    int end = VarInt.putUnsigned(bytes, 0, -1L);
    assertEquals(10, end);
    for (int length = 0; length < end; length++) {
      var reader = new ByteReader(bytes, 0, length);
      assertThrows(CorruptDataException.class, reader::unsigned);
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      assertThrows(CorruptDataException.class, () -> VarInt.getUnsigned(buffer));
    }
    bytes[9] = 2; // a 65th bit
    assertThrows(CorruptDataException.class, () -> new ByteReader(bytes, 0, 12).unsigned());
    assertThrows(CorruptDataException.class, () -> VarInt.getUnsigned(ByteBuffer.wrap(bytes)));
  }

  @Test
  void reader_randomBytes_neverLeavesTheSlice() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      var reader = new ByteReader(bytes, 0, bytes.length);
      try {
        while (reader.remaining() > 0) {
          switch (random.nextInt(6)) {
            case 0 -> reader.unsigned();
            case 1 -> reader.text("text");
            case 2 -> reader.fixedInt();
            case 3 -> reader.fixedLong();
            case 4 -> reader.unsignedByte();
            default -> reader.skip(reader.length("part"));
          }
        }
      } catch (CorruptDataException e) {
        // as it should
      }
    }
  }

  @Test
  void crc_isCastagnoli_inAllForms() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0xe3069283, Crc32C.of(digits, 0, 9));
    ByteBuffer buffer = ByteBuffer.wrap(digits);
    assertEquals(0xe3069283, Crc32C.of(buffer));
    assertEquals(9, buffer.remaining());
    assertEquals(0xe3069283, Crc32C.of(MemorySegment.ofArray(digits), 0, 9));
    assertEquals(
        Crc32C.of(Arrays.copyOfRange(digits, 2, 6), 0, 4),
        Crc32C.of(MemorySegment.ofArray(digits), 2, 4));
  }
}
