package dev.weir.ingest.collectd;

import dev.weir.ingest.decode.KeyHash;
import dev.weir.ingest.decode.Malformed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Reads the parts of one datagram: `u16 type, u16 length with these four bytes, payload`, all big
/// endian but for gauges. What a part says (host, plugin, ..., time) holds for the parts after it.
/// Lives for one packet.
///
/// Robustness is collectd's: a length that cannot be ends the packet, an unknown part is skipped, a
/// string that is empty, unterminated or over its limit ends the packet, values before host, plugin
/// and type are known are left out.
///
/// Source: collectd `src/network.c`, `parse_packet`.
final class PacketParser {
  private static final int HOST = 0x0000;
  private static final int TIME = 0x0001;
  private static final int PLUGIN = 0x0002;
  private static final int PLUGIN_INSTANCE = 0x0003;
  private static final int TYPE = 0x0004;
  private static final int TYPE_INSTANCE = 0x0005;
  private static final int VALUES = 0x0006;
  private static final int TIME_HR = 0x0008;
  private static final int MESSAGE = 0x0100;
  private static final int SEVERITY = 0x0101;
  private static final int SIGNATURE = 0x0200;
  private static final int ENCRYPTION = 0x0210;

  private static final int HEADER = 4;
  private static final int NAME_LIMIT = 128; // with the NUL
  private static final int MESSAGE_LIMIT = 256;
  private static final int SIGNATURE_LEAST = HEADER + 32;
  private static final int GAUGE = 1;
  private static final int LAST_KIND = 3;

  private static final VarHandle BIG_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] NUL = {0};

  private final Payload in;
  private final SampleBatch out;
  private final long seed;
  private final NotificationSink notifications;
  private final byte[] bytes;
  private final int end;

  // slices of the packet; length 0 is unset
  private long host;
  private long plugin;
  private long pluginInstance;
  private long type;
  private long typeInstance;
  private long timestampMs;
  private int severity;

  private long identity;
  private long keyHigh;
  private long keyLow;
  private boolean hasIdentity;

  PacketParser(Payload in, SampleBatch out, long seed, NotificationSink notifications) {
    this.in = in;
    this.out = out;
    this.seed = seed;
    this.notifications = notifications;
    bytes = in.bytes();
    end = in.offset() + in.length();
    timestampMs = in.arrivalMs();
  }

  void parse() {
    int at = in.offset();
    while (at < end) {
      int length = end - at < HEADER ? 0 : uint16(at + 2);
      if (length < HEADER || length > end - at) {
        refuse(Malformed.TRUNCATED, at);
        return;
      }
      if (!part(uint16(at), at, length)) {
        return;
      }
      at += length;
    }
  }

  /// Reads one part; false when the rest of the packet is lost, which is counted already.
  private boolean part(int kind, int at, int length) {
    switch (kind) {
      case HOST, PLUGIN, PLUGIN_INSTANCE, TYPE, TYPE_INSTANCE -> {
        return name(kind, at, length);
      }
      case TIME, TIME_HR, SEVERITY -> {
        return number(kind, at, length);
      }
      case VALUES -> {
        return values(at, length);
      }
      case MESSAGE -> {
        return message(at, length);
      }
      case SIGNATURE -> {
        return length > SIGNATURE_LEAST || refuse(Malformed.BAD_SIGNATURE, at);
      }
      case ENCRYPTION -> refuse(Malformed.BAD_SIGNATURE, at); // nobody's password is known
      default -> {} // from a later version
    }
    return true;
  }

  private boolean name(int kind, int at, int length) {
    if (!isString(at, length, NAME_LIMIT)) {
      return refuse(Malformed.SYNTAX, at);
    }
    long slice = SampleBatch.slice(at + HEADER, length - HEADER - 1);
    switch (kind) {
      case HOST -> host = slice;
      case PLUGIN -> plugin = slice;
      case PLUGIN_INSTANCE -> pluginInstance = slice;
      case TYPE -> type = slice;
      default -> typeInstance = slice;
    }
    hasIdentity = false;
    return true;
  }

  /// True when the part holds a string with its NUL at the end, and only there.
  private boolean isString(int at, int length, int limit) {
    int size = length - HEADER;
    if (size < 1 || size > limit) {
      return false;
    }
    int last = at + length - 1;
    for (int i = at + HEADER; i < last; i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    return bytes[last] == 0;
  }

  private boolean number(int kind, int at, int length) {
    if (length != HEADER + Long.BYTES) {
      return refuse(Malformed.SYNTAX, at);
    }
    long value = (long) BIG_LONGS.get(bytes, at + HEADER);
    switch (kind) {
      case TIME -> timestampMs = value == 0 ? in.arrivalMs() : saturatedMillis(value);
      case TIME_HR -> timestampMs = value == 0 ? in.arrivalMs() : toMillis(value);
      default -> severity = (int) Math.clamp(value, 0L, 255L);
    }
    return true;
  }

  private static long saturatedMillis(long seconds) {
    return seconds < 0 || seconds > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : seconds * 1000;
  }

  /// Milliseconds of an unsigned number of 2^-30 s, rounded to the nearest as collectd rounds.
  static long toMillis(long time) {
    long fraction = time & ((1 << 30) - 1);
    return (time >>> 30) * 1000 + ((fraction * 1000 + (1 << 29)) >>> 30);
  }

  private boolean values(int at, int length) {
    int count = length < HEADER + 2 ? 0 : uint16(at + HEADER);
    if (count == 0 || length != HEADER + 2 + 9 * count) {
      return refuse(Malformed.SYNTAX, at);
    }
    if (!isNamed()) {
      out.refusals().add(Malformed.SYNTAX, bytes, at, length);
      return true;
    }
    identify();
    int kinds = at + HEADER + 2;
    int value = kinds + count;
    for (int i = 0; i < count; i++, value += Long.BYTES) {
      int kind = bytes[kinds + i] & 0xFF;
      if (kind > LAST_KIND) {
        return refuse(Malformed.BAD_TYPE, at);
      }
      double number = value(kind, value);
      if (Double.isNaN(number)) {
        out.refusals().add(Malformed.UNSUPPORTED, bytes, at, length);
      } else {
        long which = ((long) count << 16) | i;
        out.add(
            KeyHash.combine(keyHigh, which),
            KeyHash.combine(keyLow, which),
            identity,
            which,
            timestampMs,
            number);
      }
    }
    return true;
  }

  private double value(int kind, int at) {
    return switch (kind) {
      case GAUGE -> Double.longBitsToDouble((long) LITTLE_LONGS.get(bytes, at));
      case 2 -> (double) (long) BIG_LONGS.get(bytes, at); // DERIVE
      default -> unsigned((long) BIG_LONGS.get(bytes, at)); // COUNTER, ABSOLUTE
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0; // rounds once
  }

  private boolean isNamed() {
    return SampleBatch.sliceLength(host) > 0
        && SampleBatch.sliceLength(plugin) > 0
        && SampleBatch.sliceLength(type) > 0;
  }

  /// Copies the identity to the scratch and hashes it, unless that of the values before still
  /// holds.
  private void identify() {
    if (hasIdentity) {
      return;
    }
    int offset = copy(host);
    copy(plugin);
    copy(pluginInstance);
    copy(type);
    copy(typeInstance);
    int length = out.scratchLength() - offset;
    identity = SampleBatch.slice(offset, length);
    keyHigh = KeyHash.combine(seed, KeyHash.high(out.scratch(), offset, length));
    keyLow = KeyHash.combine(seed, KeyHash.low(out.scratch(), offset, length));
    hasIdentity = true;
  }

  private int copy(long slice) {
    int offset =
        out.addScratch(bytes, SampleBatch.sliceOffset(slice), SampleBatch.sliceLength(slice));
    out.addScratch(NUL, 0, 1);
    return offset;
  }

  private boolean message(int at, int length) {
    if (!isString(at, length, MESSAGE_LIMIT)) {
      return refuse(Malformed.SYNTAX, at);
    }
    boolean isSeverity = severity == 1 || severity == 2 || severity == 4;
    if (!isSeverity || length == HEADER + 1) {
      out.refusals().add(Malformed.BAD_TYPE, bytes, at, length);
      return true;
    }
    String text = text(SampleBatch.slice(at + HEADER, length - HEADER - 1));
    String from = text(host);
    String pluginName = text(plugin);
    String pluginInstanceName = text(pluginInstance);
    String typeName = text(type);
    String typeInstanceName = text(typeInstance);
    if (text == null
        || from == null
        || pluginName == null
        || pluginInstanceName == null
        || typeName == null
        || typeInstanceName == null) {
      out.refusals().add(Malformed.BAD_UTF8, bytes, at, length);
      return true;
    }
    notifications.accept(
        in.tenant(),
        new NotificationSink.Notification(
            timestampMs,
            severity,
            from,
            pluginName,
            pluginInstanceName,
            typeName,
            typeInstanceName,
            text));
    return true;
  }

  private @Nullable String text(long slice) {
    return Utf8.decode(bytes, SampleBatch.sliceOffset(slice), SampleBatch.sliceLength(slice));
  }

  private int uint16(int at) {
    return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
  }

  private boolean refuse(Malformed reason, int at) {
    out.refusals().add(reason, bytes, at, end - at);
    return false;
  }
}
