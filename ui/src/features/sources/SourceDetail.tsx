import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSource } from "../../api/queries";
import type { Source } from "../../api/types";
import { ErrorState, Skeleton } from "../../components";
import { Folders } from "./Folders";
import { SourceHeader } from "./SourceHeader";
import { TrustPanel } from "./TrustPanel";
import { isAsked } from "./trust";

const EventTypes = lazy(() => import("./EventTypes"));
const Live = lazy(() => import("./Live"));
const Configuration = lazy(() => import("./Configuration"));
const SourceLog = lazy(() => import("./SourceLog"));
const Manifest = lazy(() => import("./Manifest"));
const About = lazy(() => import("./About"));

const ALL = ["types", "live", "config", "log", "manifest", "about"] as const;
type Tab = (typeof ALL)[number];

/** A source without a readable manifest has no types; one that may not run has nothing live and nothing to set. */
function tabsOf(source: Source): Tab[] {
  if (source.state === "invalid") return ["manifest", "log", "about"];
  if (source.state === "untrusted") return ["types", "manifest", "log", "about"];
  return [...ALL];
}

const LABELS: Record<Tab, (source: Source) => string> = {
  types: (source) => `Event types ${source.eventTypes.length}`,
  live: () => "Live",
  config: () => "Configuration",
  log: () => "Log",
  manifest: (source) => (source.errors.length > 0 ? `Manifest ${source.errors.length}` : "Manifest"),
  about: () => "About",
};
const PANELS: Record<Tab, React.ComponentType<{ source: Source }>> = {
  types: EventTypes,
  live: Live,
  config: Configuration,
  log: SourceLog,
  manifest: Manifest,
  about: About,
};

export function SourceDetail({ id }: { id: string }) {
  const { data: source, error, refetch } = useSource(id);
  const { tab } = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  if (error && !source) return <ErrorState error={error} retry={() => refetch()} />;
  if (!source) return <Skeleton />;
  const tabs = tabsOf(source);
  const current = tabs.find((item) => item === tab) ?? tabs[0];
  return (
    <div className="source-detail" data-fill={current === "live" || current === "log" || undefined}>
      <SourceHeader source={source} />
      {source.trust && isAsked(source.trust) && <TrustPanel source={source} trust={source.trust} />}
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
          {tabs.map((item) => (
            <Tabs.Tab key={item} value={item}>
              {LABELS[item](source)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Suspense fallback={<Skeleton rows={4} />}>
          {tabs.map((item) => {
            const Panel = PANELS[item];
            return (
              <Tabs.Panel key={item} value={item}>
                <Panel source={source} />
              </Tabs.Panel>
            );
          })}
        </Suspense>
      </Tabs>
    </div>
  );
}
