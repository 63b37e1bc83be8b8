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

/// Shows Chronicle Map a [HashKey] as 16 bytes, through one buffer of its own: the library's
/// `byte[]` keys cost 144 bytes of garbage per look-up, this costs none. Public and with these
/// members because Chronicle Map makes it by reflection from the file's header, which names it.
public final class HashKeyAccess extends AbstractData<HashKey>
    implements DataAccess<HashKey>, SizedReader<HashKey> {
  private static final int BYTES = 16;

  private transient BytesStore<?, ?> buffer = BytesStore.wrap(new byte[BYTES]);
  private transient HashKey instance = new HashKey();

  /// As Chronicle Map makes it.
  public HashKeyAccess() {}

  @Override
  public Data<HashKey> getData(HashKey key) {
    instance = key;
    buffer.writeLong(0, key.high);
    buffer.writeLong(8, key.low);
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
  public HashKey get() {
    return instance;
  }

  @Override
  public HashKey getUsing(@Nullable HashKey using) {
    HashKey key = using == null ? new HashKey() : using;
    key.high = buffer.readLong(0);
    key.low = buffer.readLong(8);
    return key;
  }

  @Override
  public HashKey read(Bytes<?> in, long size, @Nullable HashKey using) {
    HashKey key = using == null ? new HashKey() : using;
    key.high = in.readLong();
    key.low = in.readLong();
    return key;
  }

  @Override
  public DataAccess<HashKey> copy() {
    return new HashKeyAccess();
  }

  @Override
  public void readMarshallable(WireIn wire) {
    buffer = BytesStore.wrap(new byte[BYTES]); // made without the constructor
    instance = new HashKey();
  }

  @Override
  public void writeMarshallable(WireOut wire) {}
}
