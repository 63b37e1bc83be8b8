package dev.weir.query.graphite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.storage.model.Labels;
import dev.weir.storage.model.QueryBudget;
import dev.weir.storage.model.Tenant;
import dev.weir.storage.model.TimeRange;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphiteEngineTest {
  private static final double NONE = Double.NaN;
  private static final long START = 1_700_000_000; // a multiple of 10

  private final ListLeaf leaf =
      new ListLeaf()
          .load("servers.a.load", START, 10, 0, 1, 2, 3, 4, 5, 6)
          .load("servers.b.load", START, 10, 0, 10, 20, NONE, 40, 50, 60)
          .load("servers.a.requests", START, 10, 100, 110, 130, 5, 25, 25, 26)
          .load("other", START, 60, 7, 8)
          .add(Labels.of(Labels.NAME, "requests", "code", "500"), START + 10, 1)
          .add(Labels.of(Labels.NAME, "requests", "code", "500"), START + 20, 2)
          .add(Labels.of(Labels.NAME, "requests", "code", "200"), START + 10, 3);
  private final GraphiteEngine engine = new GraphiteEngine(leaf, 10);
  private final RenderRequest request =
      new RenderRequest(Tenant.DEFAULT, START, START + 60, START + 60, ZoneOffset.UTC, 0);

  private List<GraphiteSeries> render(String target) {
    return engine.render(target, request, QueryBudget.UNLIMITED);
  }

  private GraphiteSeries only(String target) {
    List<GraphiteSeries> found = render(target);
    assertEquals(1, found.size(), target);
    return found.getFirst();
  }

  @Test
  void path_startsAfterFromAndIncludesUntil() {
    GraphiteSeries load = only("servers.a.load");
    assertEquals(START + 10, load.start());
    assertEquals(10, load.step());
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, load.values());
    assertEquals("servers.a.load", load.name());
  }

  @Test
  void glob_findsSeriesWithoutTagsOnly() {
    assertEquals(
        List.of("servers.a.load", "servers.b.load"),
        render("servers.{a,b}.lo*").stream().map(GraphiteSeries::name).toList());
    assertTrue(render("requests").isEmpty());
    assertEquals(1, render("servers.[!b].load").size());
  }

  @Test
  void sumSeries_skipsGapsAndNamesItsPaths() {
    GraphiteSeries sum = only("sumSeries(servers.*.load)");
    assertEquals("sumSeries(servers.*.load)", sum.name());
    assertArrayEquals(new double[] {11, 22, 3, 44, 55, 66}, sum.values());
    assertEquals("sum", sum.tags().get("aggregatedBy"));
    assertEquals("sumSeries(servers.*.load)", only("servers.*.load|sumSeries()").name());
  }

  @Test
  void perSecond_leavesOutRestarts() {
    assertArrayEquals(
        new double[] {NONE, 2, NONE, 2, 0, 0.1}, only("perSecond(servers.a.requests)").values());
  }

  @Test
  void aliasSub_asGrafanaSendsIt() {
    assertEquals(
        "sumSeries(servers.*.load) A",
        only("aliasSub(sumSeries(servers.*.load), \"(^.*$)\", \"\\1 A\")").name());
  }

  @Test
  void aliasByNode_readsThroughFunctions() {
    assertEquals(
        List.of("a", "b"),
        render("aliasByNode(scale(servers.*.load, 2), 1)").stream()
            .map(GraphiteSeries::name)
            .toList());
    assertEquals("load.a", only("aliasByNode(servers.a.load, -1, 1)").name());
  }

  @Test
  void groupByNode_aggregatesEachGroup() {
    List<GraphiteSeries> groups = render("groupByNode(servers.*.*, 2, 'sum')");
    assertEquals(List.of("load", "requests"), groups.stream().map(GraphiteSeries::name).toList());
    assertArrayEquals(new double[] {11, 22, 3, 44, 55, 66}, groups.getFirst().values());
  }

  @Test
  void summarize_alignsToTheInterval() {
    GraphiteSeries summary = only("summarize(servers.a.load, '30s', 'max')");
    assertEquals("summarize(servers.a.load, \"30s\", \"max\")", summary.name());
    assertEquals(0, summary.start() % 30);
    assertArrayEquals(new double[] {3, 6, NONE}, summary.values());
  }

  @Test
  void keepLastValue_fillsUpToItsLimit() {
    assertArrayEquals(
        new double[] {10, 20, 20, 40, 50, 60}, only("keepLastValue(servers.b.load)").values());
    assertArrayEquals(
        new double[] {10, 20, NONE, 40, 50, 60}, only("keepLastValue(servers.b.load, 0)").values());
  }

  @Test
  void movingAverage_looksBackBeforeTheRange() {
    GraphiteSeries moving = only("movingAverage(servers.a.load, 2)");
    assertEquals("movingAverage(servers.a.load,2)", moving.name());
    assertEquals(START + 10, moving.start());
    assertArrayEquals(new double[] {0, 0.5, 1.5, 2.5, 3.5, 4.5}, moving.values());
  }

  @Test
  void timeShift_drawsThePastNow() {
    GraphiteSeries shifted = only("timeShift(servers.a.load, '20s')");
    assertEquals("timeShift(servers.a.load, \"-20s\")", shifted.name());
    assertEquals(START + 10, shifted.start());
    assertArrayEquals(new double[] {NONE, 0, 1, 2, 3, 4}, shifted.values());
  }

  @Test
  void mixedSteps_meetAtTheCommonMultiple() {
    GraphiteSeries sum = only("maxSeries(servers.a.load, summarize(servers.a.load, '20s', 'max'))");
    assertEquals(20, sum.step());
  }

  @Test
  void seriesByTag_namesAndFilters() {
    assertEquals("requests;code=500", only("seriesByTag('name=requests', 'code=~5..')").name());
    assertEquals("500", only("aliasByTags(seriesByTag('code=500'), 'code')").name());
    assertThrows(GraphiteException.class, () -> render("seriesByTag('code!=500')"));
  }

  @Test
  void asPercent_ofTheSumAndOfANumber() {
    List<GraphiteSeries> shares = render("asPercent(servers.*.load)");
    assertEquals("asPercent(servers.a.load,sumSeries(servers.*.load))", shares.getFirst().name());
    assertEquals(100.0 / 11, shares.getFirst().values()[0], 1e-12);
    assertEquals(1, only("asPercent(servers.a.load, 100)").values()[0]);
  }

  @Test
  void everyExample_runs() {
    for (FunctionTable.Entry entry : FunctionTable.entries()) {
      assertFalse(render(entry.example()) == null, entry.name());
      assertTrue(entry.example().startsWith(entry.name()), entry.name());
    }
  }

  @Test
  void mistakes_sayWhatIsWrong() {
    for (String bad :
        List.of(
            "nosuch(servers.a.load)",
            "scale(servers.a.load)",
            "scale(servers.a.load",
            "scale(servers.a.load, 'x')",
            "summarize(servers.a.load, '0s')",
            "summarize(servers.a.load, 'eternity')",
            "exclude(servers.a.load, '(')",
            "servers.[z-a].load",
            "\"text\"",
            "")) {
      var thrown = assertThrows(GraphiteException.class, () -> render(bad), bad);
      assertFalse(String.valueOf(thrown.getMessage()).isBlank(), bad);
    }
    assertThrows(
        GraphiteException.class,
        () -> new RenderRequest(Tenant.DEFAULT, START, START, START, ZoneOffset.UTC, 0));
  }

  @Test
  void find_listsBranchesThenLeaves() {
    leaf.load("servers.a", START, 10, 1);
    var finder = new PathFinder(leaf);
    assertEquals(
        List.of("servers.a/false", "servers.b/false", "servers.a/true"),
        finder.find(Tenant.DEFAULT, "servers.*", TimeRange.ALL, QueryBudget.UNLIMITED).stream()
            .map(node -> node.path() + "/" + node.leaf())
            .toList());
    assertEquals(
        List.of("other", "servers"),
        finder.find(Tenant.DEFAULT, "*", TimeRange.ALL, QueryBudget.UNLIMITED).stream()
            .map(PathFinder.Node::text)
            .sorted()
            .toList());
  }

  @Test
  void inferStep_takesTheMedianDistance() {
    assertEquals(10, SeriesFetcher.inferStep(new long[] {0, 10_000, 20_010, 95_000}, 4));
    assertEquals(60, SeriesFetcher.inferStep(new long[] {0, 58_000, 121_000}, 3));
    assertEquals(0, SeriesFetcher.inferStep(new long[] {0, 10_000}, 2));
  }

  @Test
  void repr_isPythons() {
    assertEquals("1.0", Numbers.repr(1));
    assertEquals("1e+22", Numbers.repr(1e22));
    assertEquals("1e-07", Numbers.repr(1e-7));
    assertEquals("1234567890123.5", Numbers.repr(1234567890123.5));
    assertEquals("-0.0", Numbers.repr(-0.0));
    assertEquals("1e+06", Numbers.g(1e6));
    assertEquals("0.333333", Numbers.g(1 / 3.0));
    assertEquals("100000", Numbers.g(1e5));
  }
}
