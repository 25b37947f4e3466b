import { formatDuration, formatFull, formatRelative } from "../lib/format";
import { useNow } from "../lib/now";

/** "12 s ago", the full time in the tooltip. */
export function RelativeTime({
  at,
  fallback = "never",
}: {
  at: string | null | undefined;
  fallback?: string;
}) {
  const now = useNow();
  if (!at) return <span className="faint">{fallback}</span>;
  return (
    <time dateTime={at} title={formatFull(at)} className="num">
      {formatRelative(at, now)}
    </time>
  );
}

/** A duration; with `since` it counts on while something runs. */
export function Duration({ ms, since }: { ms?: number | null; since?: string | null }) {
  return since && (ms === null || ms === undefined) ? (
    <Elapsed since={since} />
  ) : (
    <span className="num">{formatDuration(ms)}</span>
  );
}

function Elapsed({ since }: { since: string }) {
  const now = useNow();
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  return <span className="num">{seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000)}</span>;
}
