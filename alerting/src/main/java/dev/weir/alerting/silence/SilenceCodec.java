package dev.weir.alerting.silence;

import dev.weir.alerting.notify.RecordBytes;
import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Records of kind `alert-silence`.
final class SilenceCodec {
  private static final int VERSION = 1;
  private static final int MAX_MATCHERS = 50;
  private static final int REGEX = 1;
  private static final int EQUAL = 2;

  private SilenceCodec() {}

  static ByteBuffer encode(Silence silence) {
    var out = new RecordBytes().put(VERSION).text(silence.id()).text(silence.tenant().name());
    out.signed(silence.startsAtMs()).signed(silence.endsAtMs()).signed(silence.updatedAtMs());
    out.text(silence.createdBy()).text(silence.comment()).unsigned(silence.matchers().size());
    for (LabelCondition matcher : silence.matchers()) {
      out.put((matcher.isRegex() ? REGEX : 0) | (matcher.isEqual() ? EQUAL : 0));
      out.text(matcher.name()).text(matcher.value());
    }
    return out.buffer();
  }

  /// Throws [CorruptDataException] when the bytes are no silence.
  static Silence decode(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    var in = new ByteReader(bytes, 0, bytes.length);
    int version = in.unsignedByte();
    if (version != VERSION) {
      throw new CorruptDataException("unknown version: " + version + ", expected " + VERSION);
    }
    try {
      return silence(in);
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException("impossible silence: " + e.getMessage());
    }
  }

  private static Silence silence(ByteReader in) {
    String id = in.text("id");
    var tenant = new Tenant(in.text("tenant"));
    long startsAt = in.signed();
    long endsAt = in.signed();
    long updatedAt = in.signed();
    String createdBy = in.text("author");
    String comment = in.text("comment");
    int count = in.count("matchers", MAX_MATCHERS);
    List<LabelCondition> matchers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int flags = in.unsignedByte();
      String name = in.text("matcher name");
      String value = in.text("matcher value");
      matchers.add(new LabelCondition(name, value, (flags & REGEX) != 0, (flags & EQUAL) != 0));
    }
    return new Silence(id, tenant, matchers, startsAt, endsAt, createdBy, comment, updatedAt);
  }
}
