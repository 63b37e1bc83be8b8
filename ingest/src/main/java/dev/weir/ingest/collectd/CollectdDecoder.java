package dev.weir.ingest.collectd;

import dev.weir.ingest.decode.KeySeed;
import dev.weir.ingest.decode.Payload;
import dev.weir.ingest.decode.SampleBatch;
import dev.weir.ingest.decode.SampleDecoder;
import dev.weir.ingest.decode.Utf8;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;

/// Decodes datagrams of collectd's network plugin, one row per value. Any thread; a packet's state
/// lives on the stack of [PacketParser].
///
/// A series is called `collectd_<plugin>_<type>`, with `_<source>` behind it unless the data source
/// is called `value`, and labelled `host`, `plugin_instance`, `type_instance` as far as they are
/// not empty. COUNTER, DERIVE and ABSOLUTE are stored as received (as doubles), GAUGE as it is; a
/// NaN, collectd's "unknown", is dropped and counted `UNSUPPORTED`. Times are rounded to
/// milliseconds; without one the arrival time counts.
///
/// Signed parts are taken unverified, encrypted ones dropped and counted, as collectd does under
/// `SecurityLevel None` without users. A packet that turns out malformed keeps what it gave before.
///
/// `keyA` is the slice of the scratch that holds the identity: host, plugin, plugin instance, type
/// and type instance, a NUL after each. `keyB` is `count << 16 | index` of the value.
public final class CollectdDecoder implements SampleDecoder {
  private final KeySeed seeds = new KeySeed("collectd");
  private final TypesTable types;
  private final NotificationSink notifications;

  public CollectdDecoder(TypesTable types, NotificationSink notifications) {
    this.types = types;
    this.notifications = notifications;
  }

  @Override
  public void decode(Payload in, SampleBatch out) {
    new PacketParser(in, out, seeds.of(in.tenant()), notifications).parse();
  }

  @Override
  public boolean labels(SampleBatch batch, int row, LabelsBuilder labels) {
    long slice = batch.keyA()[row];
    int offset = SampleBatch.sliceOffset(slice);
    String identity = Utf8.decode(batch.scratch(), offset, SampleBatch.sliceLength(slice));
    if (identity == null) {
      return false;
    }
    String[] parts = identity.split("\0", -1); // five, and an empty one behind the last NUL
    long value = batch.keyB()[row];
    String suffix = types.suffix(parts[3], (int) (value & 0xFFFF), (int) (value >>> 16));
    labels.set(Labels.NAME, "collectd_" + parts[1] + '_' + parts[3] + suffix);
    labels.set("host", parts[0]);
    labels.set("plugin_instance", parts[2]);
    labels.set("type_instance", parts[4]);
    return true;
  }
}
