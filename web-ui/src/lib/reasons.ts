// What the server's counted reasons mean, and what helps.

const REASONS: Record<string, string> = {
  // samples refused
  too_far_in_future: "more than ten minutes ahead of this server's clock: set the sender's clock",
  before_retention: "older than storage.metrics.retention keeps",
  series_limit: "new series over limits.series or limits.series_per_tenant",
  tenant_limit: "a new tenant over limits.tenants",
  too_many_labels: "more labels than limits.labels_per_series",
  label_too_long: "a label over limits.label_name or limits.label_value",
  invalid_labels: "no metric name, an empty label name, or text that is not UTF-8",
  // unreadable
  syntax: "not the shape of the protocol: is another protocol sent to this port?",
  bad_value: "a value that is no number, or not one this field may have",
  bad_timestamp: "a timestamp that is no time: seconds where milliseconds are meant, or the reverse?",
  bad_rate: "a sampling rate outside (0, 1]",
  bad_type: "a type the protocol does not know",
  bad_tag: "a tag or label that is none",
  bad_labels: "stream labels that are none",
  too_old: "a log line from before the window of times that are accepted",
  too_new: "a log line from ahead of this server's clock: set the sender's clock",
  truncated: "ends before it is complete",
  too_long: "longer than the limit (ingest.max_line)",
  bad_utf8: "text that is not UTF-8",
  unsupported: "understood, but of a kind that is not kept",
  bad_signature: "signature or decryption failed: do both sides have the same user and password?",
  // dropped
  ring_full: "no free slot: more arrives than can be decoded or written (ingest.pipeline.*)",
  journal: "the journal takes no writes: see the problems above",
  closed: "the server was stopping",
  receive: "an empty datagram, or one the socket could not deliver",
  // HTTP refused
  too_many_requests: "more requests at once than http.max_concurrent_requests",
  origin: "from a web page of another origin, or by a Host name not in http.allowed_hosts",
};

/** A sentence on `reason`; empty when it is unknown. */
export function explained(reason: string): string {
  return REASONS[reason] ?? "";
}
