import { Button, Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSource } from "../../api/queries";
import type { Source } from "../../api/types";
import { Duration, ErrorState, LinkButton, Mono, RelativeTime, Skeleton, StatusIcon } from "../../components";
import { formatNumber } from "../../lib/format";
import { useSourceAction } from "./actions";
import { EventTypes } from "./EventTypes";
import { Folders } from "./Folders";
import { InvalidFrame } from "./InvalidFrame";
import { lookOf } from "./order";

const Live = lazy(() => import("./Live"));
const Configuration = lazy(() => import("./Configuration"));
const SourceLog = lazy(() => import("./SourceLog"));
const Manifest = lazy(() => import("./Manifest"));
const TABS = ["types", "live", "config", "log", "manifest"];

function Actions({ source }: { source: Source }) {
  const action = useSourceAction(source.id);
  const can = source.state !== "invalid" && source.state !== "untrusted" && source.state !== "builtin";
  const stopped = source.state === "off";
  return (
    <div className="source-actions">
      {can && (
        <Button
          variant="default"
          loading={action.isPending && action.variables !== "restart"}
          onClick={() => action.mutate(stopped ? "start" : "stop")}
        >
          {stopped ? "Turn on" : "Stop"}
        </Button>
      )}
      {can && !stopped && (
        <Button
          variant="default"
          loading={action.isPending && action.variables === "restart"}
          onClick={() => action.mutate("restart")}
        >
          Restart
        </Button>
      )}
      {source.state !== "invalid" && source.eventTypes.length > 0 && (
        <LinkButton variant="default" to="/triggers/new" search={{ source: source.id }}>
          New trigger from this
        </LinkButton>
      )}
    </div>
  );
}

function StateLine({ source }: { source: Source }) {
  if (source.state === "untrusted") {
    return (
      <p className="source-note source-note-held">
        Nothing of this source runs until you trust it. {source.state_detail}
      </p>
    );
  }
  if (!["crash_loop", "backing_off"].includes(source.state)) return null;
  return (
    <p className="source-note source-note-wait">
      {(source.state_detail ?? "This source stopped unexpectedly").replace(/\.$/, "")}. Its triggers wait for
      it.
      {source.next_restart_at && (
        <>
          {" "}
          Next try <RelativeTime at={source.next_restart_at} />.
        </>
      )}
      {source.restarts > 0 && ` Restarted ${formatNumber(source.restarts)} times.`}
    </p>
  );
}

export function SourceDetail({ id }: { id: string }) {
  const { data: source, error, refetch } = useSource(id);
  const { tab } = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  if (error && !source) return <ErrorState error={error} retry={() => refetch()} />;
  if (!source) return <Skeleton />;
  const invalid = source.state === "invalid";
  const current = tab && TABS.includes(tab) ? tab : invalid ? "manifest" : "types";
  return (
    <div className="source-detail">
      <header className="source-head">
        <div className="source-title">
          <h2>{source.name || source.id}</h2>
          <Mono copy>{source.id}</Mono>
          {source.version && <span className="faint">v{source.version}</span>}
          <StatusIcon status={lookOf(source.state)} testId="source-state" />
          {source.state === "running" && (
            <span className="faint">
              for <Duration since={source.state_since} />
            </span>
          )}
        </div>
        {source.description && <p className="muted">{source.description}</p>}
        <Actions source={source} />
        <StateLine source={source} />
      </header>
      {source.errors.length > 0 && <InvalidFrame source={source} onRecheck={() => refetch()} />}
      {source.folders.length > 0 && <Folders source={source} />}
      <Tabs
        className="source-tabs"
        value={current}
        keepMounted={false}
        onChange={(next) =>
          navigate({
            to: "/sources/$id",
            params: { id },
            search: (before) => ({ ...before, tab: next ?? undefined }),
            replace: true,
          })
        }
      >
        <Tabs.List aria-label="Source details">
          {!invalid && <Tabs.Tab value="types">Event types {source.eventTypes.length}</Tabs.Tab>}
          {!invalid && <Tabs.Tab value="live">Live</Tabs.Tab>}
          {!invalid && <Tabs.Tab value="config">Configuration</Tabs.Tab>}
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="manifest">Manifest</Tabs.Tab>
        </Tabs.List>
        <Suspense fallback={<Skeleton rows={4} />}>
          <Tabs.Panel value="types">
            <EventTypes source={source} />
          </Tabs.Panel>
          <Tabs.Panel value="live">
            <Live source={source} />
          </Tabs.Panel>
          <Tabs.Panel value="config">
            <Configuration source={source} />
          </Tabs.Panel>
          <Tabs.Panel value="log">
            <SourceLog source={source} />
          </Tabs.Panel>
          <Tabs.Panel value="manifest">
            <Manifest source={source} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
    </div>
  );
}
