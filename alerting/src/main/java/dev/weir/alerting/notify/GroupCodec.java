package dev.weir.alerting.notify;

import dev.weir.alerting.Alert;
import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.CorruptDataException;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Records of kinds `alert-group` and `alert-told`; `alerting/docs/format/notifications.md`
/// describes them.
final class GroupCodec {
  private static final int VERSION = 1;
  private static final int MAX_PAIRS = 1000;

  private GroupCodec() {}

  /// A record of what a receiver was told, with whom and what it is about.
  record ToldRecord(String receiver, GroupKey key, Told told) {}

  static ByteBuffer encode(AlertGroup group) {
    var out = new RecordBytes().put(VERSION);
    out.text(group.key().tenant().name()).text(group.key().name()).unsigned(group.alerts().size());
    for (GroupAlert alert : group.alerts().values()) {
      out.fixedLong(alert.fingerprint()).signed(alert.startsAtMs()).signed(alert.endsAtMs());
      out.put(alert.alert() == null ? 0 : 1);
      if (alert.alert() != null) {
        detail(out, alert.alert());
      }
    }
    return out.buffer();
  }

  private static void detail(RecordBytes out, Alert alert) {
    out.unsigned(alert.labels().count());
    for (int i = 0; i < alert.labels().count(); i++) {
      out.text(alert.labels().name(i)).text(alert.labels().value(i));
    }
    out.unsigned(alert.annotations().size());
    for (Map.Entry<String, String> entry : alert.annotations().entrySet()) {
      out.text(entry.getKey()).text(entry.getValue());
    }
    out.fixedLong(Double.doubleToRawLongBits(alert.value())).text(alert.generatorUrl());
  }

  /// Throws [CorruptDataException] when the bytes are no group.
  static AlertGroup decodeGroup(ByteBuffer value) {
    ByteReader in = reader(value);
    GroupKey key = key(in);
    int count = in.count("alerts", AlertGroup.MAX_ALERTS);
    var alerts = new TreeMap<Long, GroupAlert>();
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      GroupAlert alert = alert(in, key.tenant());
      alerts.put(alert.fingerprint(), alert);
      bytes += alert.detailBytes();
    }
    return new AlertGroup(key, alerts, bytes);
  }

  private static GroupAlert alert(ByteReader in, Tenant tenant) {
    long fingerprint = in.fixedLong();
    long startsAt = in.signed();
    long endsAt = in.signed();
    Alert alert = in.unsignedByte() == 0 ? null : detail(in, tenant, startsAt, endsAt);
    return new GroupAlert(fingerprint, startsAt, endsAt, alert);
  }

  private static Alert detail(ByteReader in, Tenant tenant, long startsAt, long endsAt) {
    var labels = new LabelsBuilder();
    int labelCount = in.count("labels", MAX_PAIRS);
    for (int i = 0; i < labelCount; i++) {
      String name = in.text("label name");
      if (name.isEmpty()) {
        throw new CorruptDataException("empty label name");
      }
      labels.set(name, in.text("label value"));
    }
    var annotations = new TreeMap<String, String>();
    int annotationCount = in.count("annotations", MAX_PAIRS);
    for (int i = 0; i < annotationCount; i++) {
      annotations.put(in.text("annotation name"), in.text("annotation value"));
    }
    Labels built = labels.build();
    double number = Double.longBitsToDouble(in.fixedLong());
    return new Alert(
        tenant, built, annotations, startsAt, endsAt, number, in.text("generator url"));
  }

  static ByteBuffer encode(ToldRecord record) {
    Told told = record.told();
    var out = new RecordBytes().put(VERSION).text(record.receiver());
    out.text(record.key().tenant().name()).text(record.key().name());
    out.unsigned(told.sequence()).signed(told.sentMs());
    out.fixedLong(told.rejectedState()).signed(told.rejectedMs());
    fingerprints(out, told.firing());
    fingerprints(out, told.attempted());
    return out.buffer();
  }

  private static void fingerprints(RecordBytes out, SortedSet<Long> fingerprints) {
    out.unsigned(fingerprints.size());
    fingerprints.forEach(out::fixedLong);
  }

  /// Throws [CorruptDataException] when the bytes are no such record.
  static ToldRecord decodeTold(ByteBuffer value) {
    ByteReader in = reader(value);
    String receiver = in.text("receiver");
    GroupKey key = key(in);
    long sequence = in.unsigned();
    long sentMs = in.signed();
    long rejectedState = in.fixedLong();
    long rejectedMs = in.signed();
    return new ToldRecord(
        receiver,
        key,
        new Told(sequence, sentMs, rejectedState, rejectedMs, fingerprints(in), fingerprints(in)));
  }

  private static SortedSet<Long> fingerprints(ByteReader in) {
    int count = in.count("fingerprints", AlertGroup.MAX_ALERTS);
    var fingerprints = new TreeSet<Long>();
    for (int i = 0; i < count; i++) {
      fingerprints.add(in.fixedLong());
    }
    return fingerprints;
  }

  private static ByteReader reader(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.get(bytes);
    var in = new ByteReader(bytes, 0, bytes.length);
    int version = in.unsignedByte();
    if (version != VERSION) {
      throw new CorruptDataException("unknown version: " + version + ", expected " + VERSION);
    }
    return in;
  }

  private static GroupKey key(ByteReader in) {
    String tenant = in.text("tenant");
    if (!Tenant.isValid(tenant)) {
      throw new CorruptDataException("not a tenant name: " + tenant);
    }
    return new GroupKey(new Tenant(tenant), in.text("group name"));
  }
}
