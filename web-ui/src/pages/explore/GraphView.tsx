// The answers of all queries in one chart, with what they cost.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { aborted, messageOf } from "../../api/client";
import { queryRange, type RangeAnswer } from "../../api/prom";
import { Chart, type SeriesMeta } from "../../components/Chart";
import { Panel } from "../../components/Panel";
import { Empty, Truncated } from "../../components/States";
import { joined, type Columns } from "../../lib/columns";
import { count, plural, span, type Unit } from "../../lib/format";
import { seriesName } from "../../lib/labels";
import { allowedStep, LOOK_BACK_SECONDS, seeingStep } from "../../lib/steps";
import { visible } from "../../lib/text";
import { durationText } from "../../lib/time";
import { guessedUnit } from "../../lib/units";
import { committed, isLog, isStacked, letter, step, unit } from "../../state/explore";
import { errors } from "../../state/explore-errors";
import { useLoad } from "../../state/load";
import { resolved, zoomTo } from "../../state/time";

const MAX_SERIES = 200;
const AXES_PIXELS = 80;

/** Points closer than this are not told apart, and cost. */
const PIXELS_PER_POINT = 3;

/** What one query gave. */
interface Part {
  query: string;
  answer: RangeAnswer | null;
  error: string | null;
  seconds: number;
}

interface Shown {
  parts: Part[];
  data: Columns;
  series: SeriesMeta[];
  fromMs: number;
  toMs: number;
  step: number;
}

async function partOf(query: string, fromMs: number, toMs: number, stepSeconds: number, abort: AbortSignal): Promise<Part> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const asked = { query, fromMs, toMs, step: stepSeconds, withStats: true, maxSeries: MAX_SERIES };
    const answer = await queryRange(asked, abort);
    return { query, answer, error: null, seconds: seconds() };
  } catch (error) {
    if (aborted(error)) {
      throw error;
    }
    return { query, answer: null, error: messageOf(error), seconds: seconds() };
  }
}

async function ask(queries: readonly string[], width: number, abort: AbortSignal): Promise<Shown> {
  const { fromMs, toMs } = resolved.value;
  const rangeSeconds = (toMs - fromMs) / 1000;
  const stepSeconds =
    step.value === null ? seeingStep(rangeSeconds, (width - AXES_PIXELS) / PIXELS_PER_POINT) : allowedStep(rangeSeconds, step.value);
  const parts = await Promise.all(queries.map((query) => partOf(query, fromMs, toMs, stepSeconds, abort)));
  const answers = parts.flatMap((part) => (part.answer ? [part.answer] : []));
  const series = parts.flatMap((part, i) =>
    (part.answer?.labels ?? []).map((labels) => ({
      label: queries.length > 1 ? `${letter(i)} ${nameOf(labels, part.query)}` : nameOf(labels, part.query),
    })),
  );
  const data = answers.length === 0 ? ([[]] as Columns) : joined(answers.map((answer) => answer.data));
  errors.value = new Map(parts.flatMap((part) => (part.error === null ? [] : [[part.query, part.error]])));
  return { parts, data, series, fromMs, toMs, step: stepSeconds };
}

/** An answer without labels is named by its query. */
function nameOf(labels: Record<string, string>, query: string): string {
  return Object.keys(labels).length === 0 ? query.replace(/\s+/g, " ").slice(0, 200) : seriesName(labels);
}

/** The unit of all that is drawn, if it is one. */
function unitOf(parts: readonly Part[]): Unit {
  const drawn = parts.filter((part) => (part.answer?.labels.length ?? 0) > 0);
  const [only, ...others] = new Set(drawn.map((part) => guessedUnit(part.query)));
  return unit.value ?? (others.length === 0 && only !== undefined ? only : "number");
}

/** Points further apart than the look-back may pass by all there is. */
function emptyText(stepSeconds: number): string {
  const apart = durationText(Math.round(stepSeconds * 1000));
  return stepSeconds <= LOOK_BACK_SECONDS
    ? "no series in this range"
    : `no series at these points, which are ${apart} apart; avg_over_time(...[${apart}]) sees what lies between`;
}

export function GraphView() {
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(1_000);
  useEffect(() => {
    width.value = place.current?.clientWidth ?? 1_000;
  }, []);
  const queries = committed.value;
  const answer = useLoad((abort) => ask(committed.value, width.value, abort));
  const shown = answer.data;
  return (
    <div ref={place}>
      <Panel
        title="Graph"
        isLoading={answer.isLoading}
        error={answer.error}
        aside={shown && <Costs shown={shown} />}
      >
        {shown && <Notes parts={shown.parts} />}
        {shown === null ? (
          <Empty class="graph-sized">loading …</Empty>
        ) : shown.series.length === 0 ? (
          <Empty class="graph-sized">
            {shown.parts.some((part) => part.error !== null) ? "no answer" : emptyText(shown.step)}
          </Empty>
        ) : (
          <Chart
            data={shown.data}
            series={shown.series}
            fromMs={shown.fromMs}
            toMs={shown.toMs}
            kind={isStacked.value ? "stacked" : "line"}
            isLog={isLog.value}
            unit={unitOf(shown.parts)}
            height={340}
            legend="table"
            label={queries.join("; ")}
            onZoom={zoomTo}
          />
        )}
      </Panel>
    </div>
  );
}

function Costs({ shown }: { shown: Shown }) {
  return (
    <>
      {shown.parts.map((part, i) => (
        <span key={i} title="time until the answer was here, samples read, series">
          {shown.parts.length > 1 ? `${letter(i)}: ` : ""}
          {span(part.seconds)}
          {part.answer && <Read answer={part.answer} />}
        </span>
      ))}
      <span>step {durationText(Math.round(shown.step * 1000))}</span>
    </>
  );
}

function Read({ answer }: { answer: RangeAnswer }) {
  const samples = answer.stats?.samples?.totalQueryableSamples;
  return (
    <>
      {samples !== undefined && ` · ${plural(samples, "sample")}`} ·{" "}
      {plural(answer.labels.length + answer.omitted, "series", "series")}
    </>
  );
}

function Notes({ parts }: { parts: readonly Part[] }) {
  return (
    <>
      {parts.map((part, i) => (
        <div key={i}>
          {(part.answer?.omitted ?? 0) > 0 && (
            <Truncated>
              {letter(i)}: {count(MAX_SERIES)} of {count(MAX_SERIES + (part.answer?.omitted ?? 0))} series are drawn; narrow
              the query, or use topk
            </Truncated>
          )}
          {(part.answer?.notes ?? []).map((note) => (
            <Truncated key={note}>{visible(note)}</Truncated>
          ))}
        </div>
      ))}
    </>
  );
}
