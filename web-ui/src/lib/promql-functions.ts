// Functions and aggregations of PromQL with their parameters, for completion.

export interface FunctionEntry {
  name: string;
  parameters: string;
  isAggregation: boolean;
}

/** `v` is an instant vector, `r` a range vector, `s` a scalar, `t` a text. */
const FUNCTIONS = `
abs(v) absent(v) absent_over_time(r) acos(v) acosh(v) asin(v) asinh(v) atan(v) atanh(v) avg_over_time(r) ceil(v)
changes(r) clamp(v, min, max) clamp_max(v, max) clamp_min(v, min) cos(v) cosh(v) count_over_time(r)
day_of_month(v?) day_of_week(v?) day_of_year(v?) days_in_month(v?) deg(v) delta(r) deriv(r)
double_exponential_smoothing(r, sf, tf) exp(v) first_over_time(r) floor(v) histogram_avg(v) histogram_count(v)
histogram_fraction(lower, upper, v) histogram_quantile(q, v) histogram_stddev(v) histogram_stdvar(v)
histogram_sum(v) hour(v?) idelta(r) increase(r) info(v, {selector}?) irate(r) label_join(v, dst, separator, src...)
label_replace(v, dst, replacement, src, regex) last_over_time(r) ln(v) log10(v) log2(v) mad_over_time(r)
max_over_time(r) min_over_time(r) minute(v?) month(v?) pi() predict_linear(r, seconds) present_over_time(r)
quantile_over_time(q, r) rad(v) rate(r) resets(r) round(v, to?) scalar(v) sgn(v) sin(v) sinh(v) sort(v)
sort_by_label(v, label...) sort_by_label_desc(v, label...) sort_desc(v) sqrt(v) stddev_over_time(r)
stdvar_over_time(r) sum_over_time(r) tan(v) tanh(v) time() timestamp(v) ts_of_first_over_time(r)
ts_of_last_over_time(r) ts_of_max_over_time(r) ts_of_min_over_time(r) vector(s) year(v?)`;

const AGGREGATIONS = `
avg(v) bottomk(k, v) count(v) count_values(label, v) group(v) limit_ratio(ratio, v) limitk(k, v) max(v) min(v)
quantile(q, v) stddev(v) stdvar(v) sum(v) topk(k, v)`;

function entries(text: string, isAggregation: boolean): FunctionEntry[] {
  return [...text.matchAll(/([a-z0-9_]+)(\([^()]*\))/g)].map(([, name, parameters]) => ({
    name: name ?? "",
    parameters: parameters ?? "",
    isAggregation,
  }));
}

export const PROMQL_FUNCTIONS: readonly FunctionEntry[] = [
  ...entries(AGGREGATIONS, true),
  ...entries(FUNCTIONS, false),
];
