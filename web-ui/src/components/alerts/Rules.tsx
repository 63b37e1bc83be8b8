// All rules by file and group, with how their last evaluation went.
import type { Rule, RuleGroup } from "../../api/alerts";
import { anomalyText } from "../../lib/alerts-band";
import { fileName, timeOf, type FileOfGroups } from "../../lib/alerts-groups";
import { span } from "../../lib/format";
import { cut, visible, visibleLine } from "../../lib/text";
import { ago, dateTime, durationText } from "../../lib/time";
import { zone } from "../../state/prefs";
import { href } from "../../state/route";
import { Panel } from "../Panel";
import { Table, type ColumnOf } from "../Table";

export function Rules({ files, nowMs }: { files: readonly FileOfGroups[]; nowMs: number }) {
  return (
    <>
      {files.map(({ file, groups }) => (
        <Panel
          key={file}
          title={<bdi title={visibleLine(file)}>{visibleLine(fileName(file))}</bdi>}
          aside={`${groups.length} ${groups.length === 1 ? "group" : "groups"}`}
        >
          {groups.map((group) => (
            <Group key={group.name} group={group} nowMs={nowMs} />
          ))}
        </Panel>
      ))}
    </>
  );
}

function Group({ group, nowMs }: { group: RuleGroup; nowMs: number }) {
  const last = timeOf(group.lastEvaluation);
  return (
    <section class="rule-group">
      <h3>
        <bdi>{visibleLine(group.name)}</bdi>{" "}
        <span class="faint">
          every {durationText(group.interval * 1_000)}
          {last !== null && `, last ${ago(last, nowMs)}`}
          {group.evaluationTime !== undefined && `, took ${span(group.evaluationTime)}`}
        </span>
      </h3>
      <Table rows={group.rules} columns={columnsAt(nowMs)} rowKey={keyOf} limit={200} />
    </section>
  );
}

function keyOf(rule: Rule): string {
  return JSON.stringify([rule.name, rule.query, rule.labels]);
}

function columnsAt(nowMs: number): ColumnOf<Rule>[] {
  return [
    { title: "state", cell: (rule) => <State rule={rule} />, class: "state" },
    { title: "rule", cell: (rule) => <Name rule={rule} />, class: "wide" },
    {
      title: "for",
      cell: (rule) => (rule.duration ? durationText(rule.duration * 1_000) : ""),
      isNumber: true,
    },
    {
      title: "keeps firing",
      cell: (rule) => (rule.keepFiringFor ? durationText(rule.keepFiringFor * 1_000) : ""),
      isNumber: true,
    },
    {
      title: "evaluated",
      cell: (rule) => {
        const last = timeOf(rule.lastEvaluation);
        return <span title={last === null ? "" : dateTime(last, zone.value)}>{last === null ? "never" : ago(last, nowMs)}</span>;
      },
      isNumber: true,
    },
    {
      title: "took",
      cell: (rule) => (rule.evaluationTime === undefined ? "" : span(rule.evaluationTime)),
      isNumber: true,
    },
  ];
}

function State({ rule }: { rule: Rule }) {
  if (rule.health === "err") {
    return <span class="badge bad">fails</span>;
  }
  if (rule.type === "recording") {
    return <span class="badge">records</span>;
  }
  const state = rule.state ?? "inactive";
  const tone = state === "firing" ? "bad" : state === "pending" ? "warn" : "good";
  return <span class={`badge ${tone}`}>{state}</span>;
}

function Name({ rule }: { rule: Rule }) {
  return (
    <>
      <bdi class="rule-name">{visibleLine(cut(rule.name, 200))}</bdi>
      {Object.entries(rule.labels ?? {}).map(([name, value]) => (
        <bdi key={name} class="label">
          {visibleLine(cut(`${name}=${value}`, 120))}
        </bdi>
      ))}
      <a class="code rule-query" href={href("explore", { q: rule.query })} title="open in Explore">
        {visibleLine(cut(rule.query, 400))}
      </a>
      {rule.anomaly !== undefined && <span class="faint">{anomalyText(rule)}</span>}
      {rule.health === "err" && (
        <span class="note bad" role="alert">
          {visible(cut(rule.lastError ?? "the evaluation failed", 1_000))}
        </span>
      )}
    </>
  );
}
