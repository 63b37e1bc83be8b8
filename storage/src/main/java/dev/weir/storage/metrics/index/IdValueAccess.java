package dev.weir.storage.metrics.index;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.hash.AbstractData;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.serialization.DataAccess;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/// Shows Chronicle Map an [IdValue] as four bytes, through one buffer of its own; see
/// [HashKeyAccess].
public final class IdValueAccess extends AbstractData<IdValue>
    implements DataAccess<IdValue>, SizedReader<IdValue> {
  private static final int BYTES = 4;

  private transient BytesStore<?, ?> buffer = BytesStore.wrap(new byte[BYTES]);
  private transient IdValue instance = new IdValue();

  /// As Chronicle Map makes it.
  public IdValueAccess() {}

  @Override
  public Data<IdValue> getData(IdValue value) {
    instance = value;
    buffer.writeInt(0, value.id);
    return this;
  }

  @Override
  public void uninit() {}

  @Override
  public RandomDataInput bytes() {
    return buffer;
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public long size() {
    return BYTES;
  }

  @Override
  public IdValue get() {
    return instance;
  }

  @Override
  public IdValue getUsing(@Nullable IdValue using) {
    IdValue value = using == null ? new IdValue() : using;
    value.id = buffer.readInt(0);
    return value;
  }

  @Override
  public IdValue read(Bytes<?> in, long size, @Nullable IdValue using) {
    IdValue value = using == null ? new IdValue() : using;
    value.id = in.readInt();
    return value;
  }

  @Override
  public DataAccess<IdValue> copy() {
    return new IdValueAccess();
  }

  @Override
  public void readMarshallable(WireIn wire) {
    buffer = BytesStore.wrap(new byte[BYTES]); // made without the constructor
    instance = new IdValue();
  }

  @Override
  public void writeMarshallable(WireOut wire) {}
}
