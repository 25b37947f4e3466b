// What a source is and how it is doing, in a few lines: state, process, counters, and what happens next.
import { TriangleAlert } from "lucide-react";
import type { Source } from "../../api/types";
import { Duration, LinkButton, Mono, Prose, RelativeTime, StatusIcon } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { useNow } from "../../lib/now";
import { InstanceActions, InstanceOf } from "./Instances";
import { LastLines } from "./LastLines";
import { lookOf } from "./order";
import { SourceActions } from "./SourceActions";

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

function Facts({ source }: { source: Source }) {
  const works = ["running", "builtin", "starting"].includes(source.state);
  return (
    <dl className="source-facts">
      <Fact name={works ? "Up for" : "Since"}>
        {works ? <Duration since={source.state_since} /> : <RelativeTime at={source.state_since} />}
      </Fact>
      {source.pid !== undefined && <Fact name="Process">{source.pid}</Fact>}
      <Fact name="Events">{formatNumber(source.events_total)}</Fact>
      <Fact name="Rejected">
        <span className={source.rejected_total > 0 ? "fact-bad" : undefined}>
          {formatNumber(source.rejected_total)}
        </span>
      </Fact>
      <Fact name="Restarts">{formatNumber(source.restarts)}</Fact>
      <Fact name="Last activity">
        <RelativeTime at={source.last_activity_at} fallback="none yet" />
      </Fact>
    </dl>
  );
}

/** Seconds until the next try, counted down. */
function Countdown({ at }: { at: string }) {
  const seconds = Math.max(0, Math.ceil((Date.parse(at) - useNow()) / 1000));
  return <>{seconds === 0 ? "Trying again now." : `Next try in ${seconds} s.`}</>;
}

function Crashed({ source }: { source: Source }) {
  const gone = source.state === "crash_loop";
  return (
    <div
      className={`source-note ${gone ? "source-note-fail" : "source-note-wait"}`}
      data-testid="source-crashed"
    >
      <p>
        <Prose text={(source.state_detail ?? "It stopped unexpectedly").replace(/\.$/, "")} />.{" "}
        {source.next_restart_at && <Countdown at={source.next_restart_at} />}
        {gone && "It starts again only when you ask: Restart. Its triggers wait for it."}
      </p>
      <LastLines source={source.id} />
    </div>
  );
}

/** What a working source says of itself, e.g. that its server refuses the password, or when it is due next. */
function Says({ source }: { source: Source }) {
  const told = ["running", "starting", "off"].includes(source.state) && source.trust?.state !== "changed";
  if (!told || !source.state_detail) return null;
  return (
    <p className="muted" data-testid="source-says">
      <Prose text={source.state_detail} />
    </p>
  );
}

/** A newer plugin.json can't be read; the version before it still works. */
function BrokenEdit({ source }: { source: Source }) {
  const first = source.errors[0];
  if (!first || source.state === "invalid") return null;
  return (
    <div className="source-note source-note-wait source-note-row" data-testid="broken-edit">
      <TriangleAlert size={14} aria-hidden="true" />
      <p>
        plugin.json was changed and can't be loaded ({plural(source.errors.length, "error")}, first at line{" "}
        {first.line}). The last good version keeps running.
      </p>
      <LinkButton
        variant="default"
        to="/sources/$id"
        params={{ id: source.id }}
        search={(before) => ({ ...before, tab: "manifest" })}
      >
        Show line {first.line}
      </LinkButton>
    </div>
  );
}

export function SourceHeader({ source }: { source: Source }) {
  const crashed = source.state === "crash_loop" || source.state === "backing_off";
  return (
    <header className="source-head">
      <div className="source-title">
        <h2>
          <bdi dir="auto">{source.name || source.id}</bdi>
        </h2>
        <StatusIcon status={lookOf(source)} testId="source-state" />
        <Mono copy>{source.id}</Mono>
        {source.version && <span className="faint num">v{source.version}</span>}
        <InstanceOf source={source} />
      </div>
      {source.description && (
        <p className="muted">
          <Prose text={source.description} />
        </p>
      )}
      {source.state !== "invalid" && source.state !== "untrusted" && <Facts source={source} />}
      <div className="source-actions">
        <SourceActions source={source} />
        <InstanceActions source={source} />
      </div>
      {crashed && <Crashed source={source} />}
      <Says source={source} />
      <BrokenEdit source={source} />
    </header>
  );
}
