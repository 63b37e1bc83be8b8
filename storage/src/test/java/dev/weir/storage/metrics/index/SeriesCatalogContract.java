package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.Tenant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every series catalogue does.
abstract class SeriesCatalogContract {
  /// One series as a catalogue tells it.
  record Told(int id, Tenant tenant, int shard, Labels labels) {}

  /// Opens the one catalogue there is.
  abstract SeriesCatalog open() throws IOException;

  @Test
  void load_tellsWhatWasAppended_inOrder() throws IOException {
    List<Told> expected = series(0, 4_000);
    try (SeriesCatalog catalog = open()) {
      assertEquals(List.of(), load(catalog));
      catalog.append(groups(expected.subList(0, 3_000)));
      catalog.append(groups(expected.subList(3_000, 3_001)));
      catalog.force();
      catalog.append(groups(expected.subList(3_001, 4_000)));
    }
    try (SeriesCatalog catalog = open()) {
      assertEquals(expected, load(catalog));
      assertEquals(0, catalog.unwrittenBytes());
      assertFalse(catalog.needsRewrite());
    }
  }

  @Test
  void load_tellsSeriesOfMyShardsOnly() throws IOException {
    List<Told> all = series(0, 2_000);
    try (SeriesCatalog catalog = open()) {
      load(catalog);
      catalog.append(groups(all));
    }
    try (SeriesCatalog catalog = open()) {
      var told = new ArrayList<Told>();
      catalog.load(shard -> shard % 3 == 1, definition -> told.add(told(definition)));
      assertEquals(all.stream().filter(each -> each.shard() % 3 == 1).toList(), told);
    }
  }

  @Test
  void rewrite_replacesEverything() throws IOException {
    List<Told> before = series(0, 100);
    List<Told> after = series(50, 2_050);
    List<Told> more = series(2_050, 2_060);
    try (SeriesCatalog catalog = open()) {
      load(catalog);
      catalog.append(groups(before));
      catalog.rewrite(sink -> {
        sink.write(groups(after.subList(0, 1_000)));
        sink.write(groups(after.subList(1_000, 2_000)));
      });
      catalog.append(groups(more));
    }
    try (SeriesCatalog catalog = open()) {
      var expected = new ArrayList<>(after);
      expected.addAll(more);
      assertEquals(expected, load(catalog));
    }
  }

  @Test
  void append_beforeLoad_isABug() throws IOException {
    try (SeriesCatalog catalog = open()) {
      ByteBuffer groups = groups(series(0, 1));
      assertThrows(IllegalStateException.class, () -> catalog.append(groups));
    }
  }

  static List<Told> load(SeriesCatalog catalog) throws IOException {
    var told = new ArrayList<Told>();
    catalog.load(shard -> true, definition -> told.add(told(definition)));
    return told;
  }

  static Told told(DefinitionReader definition) {
    return new Told(definition.id(), definition.tenant(), definition.shard(), definition.labels());
  }

  static List<Told> series(int from, int to) {
    var out = new ArrayList<Told>();
    for (int i = from; i < to; i++) {
      Tenant tenant = i % 700 == 0 ? new Tenant("other") : Tenant.DEFAULT;
      out.add(new Told(i, tenant, i * 31 % 64, RegistryFixture.series(i)));
    }
    return out;
  }

  static ByteBuffer groups(List<Told> series) {
    var index = new SeriesIndex();
    var encoder = new DefinitionEncoder();
    var key = new SeriesKey();
    for (Told each : series) {
      TenantIndex owner = index.tenantOrNew(each.tenant());
      assertEquals(SeriesKey.Check.OK, key.encode(each.tenant(), each.labels()));
      index.begin(owner, each.id(), each.shard());
      for (int i = 0; i < each.labels().count(); i++) {
        index.addLabel(
            owner.nameOrNew(each.labels().name(i)),
            key.bytes(),
            key.valueStart(i),
            key.valueLength(i));
      }
      index.commit();
      encoder.add(each.id(), owner, each.shard(), index.lastPairs(), index.lastLabelCount());
    }
    return encoder.groups();
  }
}
