// Loads what the trigger editor needs: the live trigger, or what a link asks to prefill.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ApiError } from "../../api/client";
import { eventQuery, triggerQuery, useSources, useWorkflows } from "../../api/queries";
import type { Trigger } from "../../api/types";
import { EmptyState, ErrorState, Page, Skeleton } from "../../components";
import type { TriggerNewSearch } from "../../lib/search";
import { draftOf, excluding, type TriggerDraft } from "./draft";
import { Revisions } from "./Revisions";
import { ShadowView } from "./ShadowView";
import { TriggerEditor } from "./TriggerEditor";

export function TriggerEditorPage() {
  const { id } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as TriggerNewSearch;
  const navigate = useNavigate();
  const trigger = useQuery({ ...triggerQuery(id ?? ""), enabled: id !== undefined });
  const event = useQuery({ ...eventQuery(search.fromEvent ?? ""), enabled: Boolean(search.fromEvent) });
  // With the names of sources and workflows at hand nothing on the page moves when they come.
  const names = [useSources(), useWorkflows()];
  const waiting =
    (id !== undefined && trigger.isPending) ||
    (Boolean(search.fromEvent) && event.isPending) ||
    names.some((query) => query.isPending);

  if (waiting) {
    return (
      <Page title={id ? "Trigger" : "New trigger"}>
        <Skeleton rows={8} label="Loading the trigger" />
      </Page>
    );
  }
  if (id !== undefined && !trigger.data) {
    const gone = trigger.error instanceof ApiError && trigger.error.problem.status === 404;
    return (
      <Page title="Trigger">
        {gone ? (
          <EmptyState
            sentence="This trigger is not here: it was deleted, or the address is wrong."
            action={<Button onClick={() => navigate({ to: "/triggers" })}>See all triggers</Button>}
          />
        ) : (
          <ErrorState error={trigger.error} retry={() => trigger.refetch()} />
        )}
      </Page>
    );
  }
  if (trigger.data && search.tab === "revisions") return <Revisions trigger={trigger.data} />;
  if (trigger.data && search.tab === "shadow") return <ShadowView trigger={trigger.data} />;
  return (
    <TriggerEditor
      key={id ?? "new"}
      live={trigger.data ?? null}
      preset={trigger.data ? changeOf(search, trigger.data) : presetOf(search, event.data)}
      fromEvent={search.fromEvent ? event.data : undefined}
      toTestFirst={search.tab === "test"}
    />
  );
}

/** What a link wants changed about a live trigger. */
function changeOf(search: TriggerNewSearch, live: Trigger): Partial<TriggerDraft> {
  return search.exclude ? { root: excluding(draftOf(live).root, search.exclude) } : {};
}

function presetOf(
  search: TriggerNewSearch,
  event: { source: string; event_type: string } | undefined,
): Partial<TriggerDraft> {
  const preset: Partial<TriggerDraft> = {};
  const source = search.source ?? event?.source;
  const eventType = search.type ?? event?.event_type;
  if (source) preset.source = source;
  if (eventType) preset.eventType = eventType;
  if (search.workflow) preset.workflowId = search.workflow;
  if (search.folder)
    preset.root = {
      op: "all",
      children: [{ kind: "leaf", leaf: { field: "file_path", op: "inside_folder", value: search.folder } }],
    };
  return preset;
}
