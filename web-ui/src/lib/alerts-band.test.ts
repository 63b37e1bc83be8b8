import { describe, expect, it } from "vitest";
import type { Alert, Rule } from "../api/alerts";
import { anomalyText, bandQuery, boundsOf } from "./alerts-band";

const rule: Rule = {
  type: "alerting",
  name: 'Odd "one"',
  query: "sum by (app) (x)",
  labels: { severity: "page" },
  health: "ok",
  anomaly: { season: "day", sensitivity: 3, direction: "up", minHistory: 3600 },
};

describe("the band of an anomaly rule", () => {
  it("is that of the alert's series", () => {
    const alert: Alert = {
      labels: { alertname: 'Odd "one"', app: "shop", severity: "page" },
      annotations: {},
      state: "firing",
    };
    expect(bandQuery(rule, alert)).toBe('ANOMALY_BAND{alertname="Odd \\"one\\"",app="shop"}');
  });

  it("needs one of each bound", () => {
    expect(boundsOf([{ bound: "upper" }, { bound: "lower" }])).toEqual({ lower: 1, upper: 0 });
    expect(boundsOf([{ bound: "upper" }])).toBeNull();
    expect(boundsOf([{ bound: "upper" }, { bound: "lower" }, { bound: "lower" }])).toBeNull();
  });

  it("is told in words", () => {
    expect(anomalyText(rule)).toBe("alerts when it rises above its usual band (learnt by the time of day, sensitivity 3)");
    expect(anomalyText({ ...rule, anomaly: { season: "none", sensitivity: 4, direction: "both", minHistory: 0 } })).toContain(
      "leaves its usual band (without a season",
    );
    const { anomaly, ...plain } = rule;
    expect(anomaly && anomalyText(plain)).toBeNull();
  });
});
