import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { catchUpQuery } from "../../api/files";
import { useHeld, useHome, useStatus } from "../../api/queries";
import type { Home } from "../../api/types";
import { ErrorState, Page, RelativeTime, Skeleton, StatusIcon } from "../../components";
import { formatDuration, formatNumber, plural } from "../../lib/format";
import { Attention } from "./Attention";
import { CatchUp } from "./CatchUp";
import { RecentFiles, RunningNow } from "./Files";
import type { Watch } from "./FirstRun";
import { TodayChart } from "./TodayChart";
import { Watching } from "./Watching";
import "./home.css";

const FirstRun = lazy(() => import("./FirstRun").then((m) => ({ default: m.FirstRun })));

function HealthLine() {
  const { data } = useStatus();
  if (!data) return null;
  return (
    <>
      <StatusIcon
        status={data.state === "paused" ? "paused" : "watching"}
        label={data.state === "paused" ? "Paused" : `Watching ${plural(data.folders_watched, "folder")}`}
      />
      <span>{plural(data.triggers_on, "trigger")} on</span>
      <span>
        last event <RelativeTime at={data.last_event_at} />
      </span>
    </>
  );
}

function Today({ home }: { home: Home }) {
  const { today } = home;
  return (
    <section aria-labelledby="today-title">
      <h2 id="today-title" className="overline section-title">
        Today
      </h2>
      <div className="panel today">
        <p className="today-line num">
          <strong>{plural(today.runs, "run")}</strong>
          <StatusIcon status="succeeded" label={`${formatNumber(today.succeeded)} succeeded`} />
          <StatusIcon
            status={today.failed > 0 ? "failed" : "off"}
            label={`${formatNumber(today.failed)} failed`}
          />
          {today.active > 0 && (
            <StatusIcon status="running" label={`${formatNumber(today.active)} under way`} />
          )}
          {today.waiting > 0 && (
            <StatusIcon status="waiting" label={`${formatNumber(today.waiting)} waiting`} />
          )}
          {today.median_ms !== null && (
            <span className="muted today-speed">
              median {formatDuration(today.median_ms)} · p95 {formatDuration(today.p95_ms)}
            </span>
          )}
        </p>
        <TodayChart bars={home.bars} />
      </div>
    </section>
  );
}

export function HomePage() {
  const { data: home, error, refetch } = useHome();
  const [adding, setAdding] = useState(false);
  const [watch, setWatch] = useState<Watch | null>(null);
  // What they add to the page is there with it, so that nothing moves.
  const added = [useQuery(catchUpQuery), useHeld()];
  if (!home || added.some((query) => query.isPending)) {
    return (
      <Page title="Home" padded>
        {error ? <ErrorState error={error} retry={() => refetch()} /> : <Skeleton rows={8} />}
      </Page>
    );
  }
  const first = home.first_run && !watch;
  return (
    <Page
      title="Home"
      aside={first ? undefined : <HealthLine />}
      actions={
        first ? undefined : (
          <Button variant="default" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            Watch a folder…
          </Button>
        )
      }
      padded
    >
      <div className="home">
        {first && (
          <p className="home-lead">Pick a folder and this app will act on every PDF that lands in it.</p>
        )}
        {(first || adding) && (
          <Suspense fallback={<Skeleton rows={4} />}>
            <FirstRun
              onWatching={(next) => {
                setWatch(next);
                setAdding(false);
              }}
            />
          </Suspense>
        )}
        {watch && <Watching watch={watch} files={home.recent_files} />}
        {first ? (
          <p className="muted">
            Not about PDFs? <Link to="/sources">Start from another source</Link>
          </p>
        ) : (
          <>
            <CatchUp />
            <Attention home={home} />
            <Today home={home} />
            <div className="home-columns">
              <RunningNow runs={home.running} />
              <RecentFiles files={home.recent_files} />
            </div>
          </>
        )}
      </div>
    </Page>
  );
}
