package dev.weir.storage.metrics;

import dev.weir.storage.bytes.ByteReader;
import dev.weir.storage.bytes.VarInt;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A registry over a list, for tests of those who only pass definitions through.
final class ListRegistry implements SeriesRegistry {
  private final List<Labels> series = new ArrayList<>();
  private int drained;

  @Override
  public int resolve(Tenant tenant, Labels labels) {
    int id = series.indexOf(labels);
    if (id < 0) {
      id = series.size();
      series.add(labels);
    }
    return id;
  }

  /// Defines series up to `count` that need no definition any more.
  ListRegistry known(int count) {
    while (series.size() < count) {
      series.add(Labels.of("__name__", "s" + series.size()));
    }
    drained = series.size();
    return this;
  }

  @Override
  public boolean hasNewDefinitions() {
    return drained < series.size();
  }

  @Override
  public void drainNewDefinitions(ByteBuffer out) {
    for (; drained < series.size(); drained++) {
      byte[] name = series.get(drained).metricName().getBytes(StandardCharsets.UTF_8);
      VarInt.putUnsigned(out, drained);
      VarInt.putUnsigned(out, name.length);
      out.put(name);
    }
  }

  @Override
  public int newDefinitionsSize() {
    int size = 0;
    for (int id = drained; id < series.size(); id++) {
      int length = series.get(id).metricName().getBytes(StandardCharsets.UTF_8).length;
      size += VarInt.sizeUnsigned(id) + VarInt.sizeUnsigned(length) + length;
    }
    return size;
  }

  @Override
  public void replayDefinitions(ByteBuffer in) {
    var reader = new ByteReader(in.array(), in.arrayOffset() + in.position(), in.remaining());
    in.position(in.limit());
    while (reader.remaining() > 0) {
      int id = reader.count("id", Integer.MAX_VALUE);
      Labels labels = Labels.of("__name__", reader.text("name"));
      if (id < series.size() ? !series.get(id).equals(labels) : id > series.size()) {
        throw new IllegalStateException("series " + id + " is known with other labels");
      }
      if (id == series.size()) {
        series.add(labels);
      }
    }
    drained = series.size();
  }

  @Override
  public Labels labels(int seriesId) {
    return series.get(seriesId);
  }

  @Override
  public int shard(int seriesId) {
    return seriesId & 63;
  }

  @Override
  public int seriesCount() {
    return series.size();
  }
}
