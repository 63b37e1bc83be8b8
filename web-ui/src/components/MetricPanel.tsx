// A panel that draws the answers of some queries over the range of the page.
import { useMemo } from "preact/hooks";
import { queryRange } from "../api/prom";
import { drawnOrder, joined, type Columns } from "../lib/columns";
import type { Labels } from "../lib/labels";
import { ratesAt, type Rates } from "../lib/rates";
import { seeingStep } from "../lib/steps";
import { leastStep } from "../lib/young";
import { useLoad } from "../state/load";
import { href } from "../state/route";
import { resolved, zoomTo } from "../state/time";
import { Chart, type Kind, type SeriesMeta } from "./Chart";
import { Panel } from "./Panel";
import { Empty } from "./States";
import type { Unit } from "../lib/format";

const POINTS = 300;
const MAX_SERIES = 24;

export interface PanelQuery {
  expression: (rates: Rates) => string;
  name: (labels: Labels) => string;
}

interface Props {
  title: string;
  queries: readonly PanelQuery[];
  /** Changes when the expressions do. */
  queryKey: string;
  kind: Kind;
  unit: Unit;
  min?: number | undefined;
  max?: number | undefined;
  height?: number;
  empty?: string | undefined;
  /** Series that are zero all the time are left out. */
  hidesZero?: boolean | undefined;
  /** The names in the order they are drawn; others follow. */
  order?: readonly string[] | undefined;
}

interface Shown {
  series: SeriesMeta[];
  data: Columns;
  fromMs: number;
  toMs: number;
  expressions: string[];
}

export function MetricPanel(props: Props) {
  const { title, queries, kind, unit, height = 120, empty = "no samples in this range" } = props;
  const answer = useLoad(async (abort): Promise<Shown> => {
    const { fromMs, toMs } = resolved.value;
    const step = seeingStep((toMs - fromMs) / 1000, POINTS, leastStep(toMs - fromMs));
    const rates = ratesAt(step);
    const expressions = queries.map((query) => query.expression(rates));
    const answers = await Promise.all(
      expressions.map((query) => queryRange({ query, fromMs, toMs, step, maxSeries: MAX_SERIES }, abort)),
    );
    const names = answers.flatMap((each, i) => each.labels.map((labels) => queries[i]?.name(labels) ?? ""));
    const [times, ...all] = joined(answers.map((each) => each.data));
    const kept = drawnOrder(names, all, props.order ?? [], props.hidesZero ?? false);
    const series = kept.map((at) => ({ label: names[at] ?? "" }));
    return { series, data: [times, ...kept.map((at) => all[at] ?? [])], fromMs, toMs, expressions };
  }, [props.queryKey]);
  const shown = answer.data;
  const link = useMemo(() => (shown ? href("explore", { q: shown.expressions }) : "#/explore"), [shown]);
  return (
    <Panel
      title={title}
      isLoading={answer.isLoading && shown === null}
      error={answer.error}
      aside={
        <a class="quiet" href={link} title={`explore: ${title}`} aria-label={`explore: ${title}`}>
          explore
        </a>
      }
    >
      {shown === null || shown.series.length === 0 ? (
        <Empty class="chart-sized">{shown === null ? "" : empty}</Empty>
      ) : (
        <Chart
          data={shown.data}
          series={shown.series}
          fromMs={shown.fromMs}
          toMs={shown.toMs}
          kind={kind}
          unit={unit}
          min={props.min ?? null}
          max={props.max ?? null}
          height={height}
          label={title}
          onZoom={zoomTo}
        />
      )}
    </Panel>
  );
}
