package dev.weir.storage.metrics.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import dev.weir.storage.model.Matcher;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/// The index answers what a loop over all labels would answer, whatever the matchers. Rerun a
/// failure with `-Dseed=...`.
class IndexProperties {
  private static final Tenant OTHER = new Tenant("other");
  private static final String[] NAMES = {"__name__", "job", "instance", "path", "zone"};
  private static final String[] VALUES = {
    "a",
    "b",
    "ab",
    "abc",
    "b.c",
    "a|b",
    "ü",
    "\uD83D\uDE00",
    "stats.timers.x",
    "stats.timers.y",
    "stats.gauges.x",
    "a\nb",
    "(",
    "prod-1",
    "prod-2",
    "prod-10",
    "dev"
  };
  private static final String[] REGEXES = {
    "",
    ".*",
    ".+",
    "a",
    "a|b",
    "a|b|",
    "(a|b)",
    "(?:ab|abc)",
    "a.*",
    "a.+",
    "a.?",
    "ab*",
    "b\\.c",
    "b.c",
    "a\\|b",
    "stats\\.timers\\..*",
    "stats\\.(timers|gauges)\\.x",
    "stats.*x",
    ".*x",
    "prod-[0-9]",
    "prod-\\d+",
    "(?i)A.*",
    "ü",
    "ü*",
    "[ab]+",
    "[a|b]",
    "prod-1|prod-.*",
    "x{0}a",
    "\\(",
    "^a$",
    "a$|b",
    "stats\\.timers\\.[^.]*",
    "dev|prod-1",
    ".",
    "\uD83D\uDE00?",
    "a\\nb",
    "()",
    "(a)|(b)",
    "(a|b)|c"
  };

  private final long seed = Long.getLong("seed", new Random().nextLong());
  private final Random random = new Random(seed);

  private final SeriesIndex index = new SeriesIndex();
  private final List<Labels> defined = new ArrayList<>();
  private final List<Tenant> tenants = new ArrayList<>();

  @Test
  void select_equalsLoopOverLabels() {
    var known = new HashSet<List<Object>>();
    for (int round = 0; round < 60; round++) {
      int more = random.nextInt(60);
      for (int i = 0; i < more; i++) {
        Labels labels = randomLabels();
        Tenant tenant = random.nextInt(4) == 0 ? OTHER : Tenant.DEFAULT;
        if (known.add(List.of(tenant, labels))) {
          define(tenant, labels);
        }
      }
      for (int i = 0; i < 40; i++) {
        checkOne();
      }
    }
  }

  @Test
  void select_manyValues_sortedViewKeepsUp() {
    for (int i = 0; i < 3_000; i++) {
      define(Tenant.DEFAULT, Labels.of("__name__", "n" + random.nextInt(1 << 20) + "." + i));
      if (i % 50 == 0) {
        check(List.of(new Matcher("__name__", Matcher.Op.REGEX, "n" + random.nextInt(100) + ".*")));
        check(List.of(new Matcher("__name__", Matcher.Op.REGEX, "n1\\d*\\..*7")));
      }
    }
  }

  private void checkOne() {
    var matchers = new ArrayList<Matcher>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String name = random.nextInt(12) == 0 ? "absent" : pick(NAMES);
      Matcher.Op op = Matcher.Op.values()[random.nextInt(4)];
      boolean regex = op == Matcher.Op.REGEX || op == Matcher.Op.NOT_REGEX;
      String value = regex ? pick(REGEXES) : random.nextInt(6) == 0 ? "" : pick(VALUES);
      matchers.add(new Matcher(name, op, value));
    }
    check(matchers);
  }

  private void check(List<Matcher> matchers) {
    Tenant tenant = random.nextInt(4) == 0 ? OTHER : Tenant.DEFAULT;
    RoaringBitmap expected = new RoaringBitmap();
    Set<String> names = new TreeSet<>();
    Set<String> values = new TreeSet<>();
    String label = pick(NAMES);
    for (int id = 0; id < defined.size(); id++) {
      Labels labels = defined.get(id);
      if (tenants.get(id).equals(tenant)
          && matchers.stream().allMatch(m -> m.matches(labels.valueOrEmpty(m.name())))) {
        expected.add(id);
        labels.toMap().keySet().forEach(names::add);
        if (labels.find(label) != null) {
          values.add(labels.valueOrEmpty(label));
        }
      }
    }
    String what = "seed " + seed + " " + matchers;
    RoaringBitmap found = index.select(tenant, matchers, QueryBudget.UNLIMITED);
    assertEquals(expected, found, what);
    assertEquals(List.copyOf(names), index.labelNames(tenant, found, QueryBudget.UNLIMITED), what);
    assertEquals(
        List.copyOf(values), index.labelValues(tenant, label, found, QueryBudget.UNLIMITED), what);
    if (matchers.isEmpty()) {
      assertEquals(List.copyOf(names), index.labelNames(tenant, null, QueryBudget.UNLIMITED), what);
      assertEquals(
          List.copyOf(values), index.labelValues(tenant, label, null, QueryBudget.UNLIMITED), what);
    }
    found.forEach(
        (org.roaringbitmap.IntConsumer) id -> assertEquals(defined.get(id), index.labels(id)));
  }

  private void define(Tenant tenant, Labels labels) {
    TenantIndex owner = index.tenantOrNew(tenant);
    index.begin(owner, defined.size(), 7);
    for (int i = 0; i < labels.count(); i++) {
      byte[] value = labels.value(i).getBytes(StandardCharsets.UTF_8);
      index.addLabel(owner.nameOrNew(labels.name(i)), value, 0, value.length);
    }
    index.commit();
    defined.add(labels);
    tenants.add(tenant);
  }

  private Labels randomLabels() {
    var builder = new LabelsBuilder().set("__name__", pick(VALUES));
    for (String name : NAMES) {
      if (random.nextBoolean()) {
        builder.set(name, pick(VALUES));
      }
    }
    if (random.nextInt(3) == 0) {
      builder.set("instance", "host-" + random.nextInt(400));
    }
    return builder.build();
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
