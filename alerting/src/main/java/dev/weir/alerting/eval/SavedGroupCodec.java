package dev.weir.alerting.eval;

import dev.weir.alerting.eval.AlertInstance.Since;
import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.eval.SavedGroup.SavedRule;
import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.bytes.VarInt;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The bytes of a [SavedGroup]; `docs/format/alert-state.md` describes them. The meta store adds
/// checksums.
final class SavedGroupCodec {
  private static final int VERSION = 1;
  private static final int MAX_RULES = 10_000;
  private static final int MAX_ALERTS = 1_000_000;
  private static final int MAX_PAIRS = 4_096;

  private SavedGroupCodec() {}

  static byte[] encode(SavedGroup group) {
    var out = new Out();
    out.number(VERSION);
    out.text(group.file());
    out.text(group.name());
    out.number(group.isGone() ? 1 : 0);
    out.number(group.rules().size());
    for (SavedRule rule : group.rules()) {
      out.text(rule.identity());
      out.text(rule.name());
      out.text(rule.expr());
      out.number(rule.alerts().size());
      rule.alerts().forEach(out::alert);
    }
    return out.bytes.toByteArray();
  }

  /// Throws [CorruptDataException] when `bytes` are nothing that [#encode] writes.
  static SavedGroup decode(ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    var in = new ByteReader(copy, 0, copy.length);
    long version = in.unsigned();
    if (version != VERSION) {
      throw new CorruptDataException("alert state has unknown version: " + version);
    }
    String file = in.text("file");
    String name = in.text("group");
    boolean isGone = in.unsigned() != 0;
    int count = in.count("rules", MAX_RULES);
    var rules = new ArrayList<SavedRule>();
    for (int i = 0; i < count; i++) {
      rules.add(rule(in));
    }
    return new SavedGroup(file, name, isGone, rules);
  }

  private static SavedRule rule(ByteReader in) {
    String identity = in.text("identity");
    String name = in.text("rule");
    String expr = in.text("expr");
    int count = in.count("alerts", MAX_ALERTS);
    List<AlertInstance> alerts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      alerts.add(alert(in));
    }
    return new SavedRule(identity, name, expr, alerts);
  }

  private static AlertInstance alert(ByteReader in) {
    int state = in.count("state", State.values().length - 1);
    var since = new Since(in.signed(), in.signed(), in.signed(), in.signed());
    double value = Double.longBitsToDouble(in.fixedLong());
    var labels = new LabelsBuilder();
    pairs(in).forEach((name, text) -> labels.set(name, text));
    return new AlertInstance(labels.build(), pairs(in), State.values()[state], since, value);
  }

  private static SortedMap<String, String> pairs(ByteReader in) {
    int count = in.count("pairs", MAX_PAIRS);
    var pairs = new TreeMap<String, String>();
    for (int i = 0; i < count; i++) {
      String name = in.text("name");
      if (name.isEmpty()) {
        throw new CorruptDataException("alert state has an empty name");
      }
      pairs.put(name, in.text("value"));
    }
    return pairs;
  }

  /// Appends fields.
  private static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final byte[] scratch = new byte[VarInt.MAX_BYTES];

    void number(long value) {
      bytes.write(scratch, 0, VarInt.putUnsigned(scratch, 0, value));
    }

    void signed(long value) {
      bytes.write(scratch, 0, VarInt.putSigned(scratch, 0, value));
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      bytes.writeBytes(utf8);
    }

    void alert(AlertInstance alert) {
      number(alert.state().ordinal());
      signed(alert.since().activeAtMs());
      signed(alert.since().firedAtMs());
      signed(alert.since().keepFiringMs());
      signed(alert.since().resolvedAtMs());
      var value = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.writeBytes(value.putLong(Double.doubleToRawLongBits(alert.value())).array());
      Labels labels = alert.labels();
      number(labels.count());
      for (int i = 0; i < labels.count(); i++) {
        text(labels.name(i));
        text(labels.value(i));
      }
      number(alert.annotations().size());
      for (Map.Entry<String, String> entry : alert.annotations().entrySet()) {
        text(entry.getKey());
        text(entry.getValue());
      }
    }
  }
}
