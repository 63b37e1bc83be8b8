// How much of a limit is used: a bar with its figures as text.
interface Props {
  label: string;
  text: string;
  /** 0 to 1; null when there is no limit. */
  share: number | null;
  warnAt?: number;
}

export function Meter({ label, text, share, warnAt = 0.85 }: Props) {
  const level = share === null ? "" : share >= 0.97 ? "bad" : share >= warnAt ? "warn" : "";
  return (
    <div class="meter">
      <span class="meter-label">{label}</span>
      <span class={`meter-text ${level}`}>{text}</span>
      {share !== null && (
        <span
          class={`meter-bar ${level}`}
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <span style={{ width: `${Math.min(100, share * 100)}%` }} />
        </span>
      )}
    </div>
  );
}
