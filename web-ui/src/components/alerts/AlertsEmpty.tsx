// No rules yet: how to add the first one.

const CONFIG = `# weir.yaml
alerting:
  rules: rules/*.yaml`;

const RULES = `# rules/host.yaml: Prometheus' rule files are read as they are
groups:
  - name: host
    rules:
      - alert: DiskAlmostFull
        expr: node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
        for: 10m
        labels:
          severity: warning
        annotations:
          summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is almost full"`;

/** `hasOthers`: rules run, but for another tenant. */
export function AlertsEmpty({ hasOthers }: { hasOthers: boolean }) {
  if (hasOthers) {
    return (
      <section class="panel alerts-empty">
        <h2>This tenant has no alerting rules</h2>
        <p>Rules run for the tenant default; its alerts are seen by whoever may use it.</p>
      </section>
    );
  }
  return (
    <section class="panel alerts-empty stack">
      <h2>No alerting rules are loaded</h2>
      <p>
        Name rule files with <code>alerting.rules</code> (or <code>--alerting.rules=rules/*.yaml</code>), write a rule into
        one, and reload. Try an expression in Explore first; what it returns is what would alert.
      </p>
      <pre>{CONFIG}</pre>
      <pre>{RULES}</pre>
    </section>
  );
}
