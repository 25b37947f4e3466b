// "Why did it not fire?": a chain that stops at its first broken link, and the events that did not match.
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "../../api/client";
import { useHeld, useTrigger } from "../../api/queries";
import type { Evaluation, EvaluationShow, Fix, NeverMatched, Trigger } from "../../api/types";
import { ErrorState, ListDetail, Page, Skeleton, StatusIcon } from "../../components";
import { saveDraft } from "../../lib/draft";
import type { TriggerWhySearch } from "../../lib/search";
import { nodeAt, replaceNode } from "./conditions";
import { draftOf, toInput } from "./draft";
import { heldCounts, neverMatched } from "./listModel";
import { applyFix } from "./preview";
import { TriggerTabs } from "./TriggerTabs";
import { Chain, useChain } from "./WhyChain";
import { EventList, EventWhy } from "./WhyEvents";
import "./why.css";
import "./preview.css";
import "./revisions.css";

const LOOKED_AT = 1000;

export function TriggerWhyPage() {
  const { id = "" } = useParams({ strict: false });
  const trigger = useTrigger(id);
  const held = heldCounts(useHeld().data ?? []).get(id) ?? 0;
  if (!trigger.data) {
    return (
      <Page title="Why not?">
        {trigger.isPending ? (
          <Skeleton rows={8} label="Loading the trigger" />
        ) : (
          <ErrorState error={trigger.error} retry={() => trigger.refetch()} />
        )}
      </Page>
    );
  }
  return <Why trigger={trigger.data} held={held} />;
}

function Why({ trigger, held }: { trigger: Trigger; held: number }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as TriggerWhySearch;
  const evaluation = useMissed(trigger);
  const { data } = evaluation;
  const missed = (data?.events ?? []).filter((e) => !e.matched);
  const events = [...missed.filter((e) => e.near_miss), ...missed.filter((e) => !e.near_miss)];
  const selected = (data?.events ?? []).find((e) => e.id === search.event) ?? events[0];
  const chain = useChain(trigger, held);
  const never = useNever(trigger);
  const nearest = never.data?.blocker?.nearest;
  /** The change waits as a draft in the editor, its preview beside it. */
  const takeFix = (fix: Fix) => {
    const draft = draftOf(trigger);
    const node = nodeAt(draft.root, fix.path);
    if (node?.kind !== "leaf") return;
    const root = replaceNode(draft.root, fix.path, { kind: "leaf", leaf: applyFix(node.leaf, fix) });
    saveDraft(`trigger.${trigger.id}`, { ...draft, root });
    navigate({ to: "/triggers/$id", params: { id: trigger.id } });
  };
  const select = (event: string | undefined) =>
    navigate({ to: "/triggers/$id/why", params: { id: trigger.id }, search: { event }, replace: true });
  return (
    <Page
      title={`Why not? ${trigger.name}`}
      heading={<>Triggers / {trigger.name}</>}
      aside={<TriggerTabs trigger={trigger} current="why" />}
      actions={
        <Button
          variant="default"
          onClick={() =>
            navigate({
              to: "/triggers/$id",
              params: { id: trigger.id },
              search: selected ? { fromEvent: selected.id } : {},
            })
          }
        >
          Edit {selected ? "with this event" : "trigger"}
        </Button>
      }
    >
      {chain.isPending || never.isLoading ? (
        <Skeleton rows={8} label="Asking from source to workflow" />
      ) : (
        <div className="why">
          {chain.data ? (
            <Chain why={chain.data} trigger={trigger} held={held} />
          ) : (
            <ErrorState error={chain.error} retry={() => chain.refetch()} />
          )}
          {never.data?.said ? (
            <p className="why-never" data-testid="never-matched">
              <StatusIcon status="warning" label="Never matched" iconOnly />
              <span>
                <strong>{never.data.said.title}</strong> {never.data.said.detail}
              </span>
              {nearest ? (
                <Button variant="default" onClick={() => takeFix(nearest.fix)}>
                  {nearest.offer}
                </Button>
              ) : null}
            </p>
          ) : null}
          <div className="why-body">
            <ListDetail
              name="why"
              initial={45}
              open={search.event !== undefined}
              onBack={() => select(undefined)}
              listLabel="Events that did not match"
              detailLabel="Why this event did not match"
              list={
                <EventList
                  evaluation={evaluation.data}
                  error={evaluation.error}
                  retry={() => evaluation.refetch()}
                  events={events}
                  selected={selected?.id}
                  onSelect={select}
                />
              }
              detail={selected ? <EventWhy event={selected} trigger={trigger} /> : null}
            />
          </div>
        </div>
      )}
    </Page>
  );
}

function useNever(trigger: Trigger) {
  const asked = neverMatched(trigger);
  const { data, isLoading } = useQuery({
    queryKey: ["source", trigger.source, "never", trigger.id, trigger.revision],
    queryFn: () => api.get<NeverMatched>(`/api/triggers/${encodeURIComponent(trigger.id)}/never-matched`),
    enabled: asked,
  });
  return { data: asked ? data : undefined, isLoading };
}

/** The newest events that the trigger would not match, near misses first even where they are older. */
function useMissed(trigger: Trigger) {
  const draft = toInput(draftOf(trigger), trigger.name);
  const ask = (show: EvaluationShow) =>
    api.post<Evaluation>("/api/triggers/evaluate", {
      draft: { ...draft, active: true },
      last: LOOKED_AT,
      ...(show === "all" ? {} : { show }),
    });
  return useQuery({
    queryKey: ["source", trigger.source, "why", trigger.id, trigger.revision],
    queryFn: async () => {
      const [all, near] = await Promise.all([ask("all"), ask("near_misses")]);
      const known = new Set(all.events.map((e) => e.id));
      return { ...all, events: [...all.events, ...near.events.filter((e) => !known.has(e.id))] };
    },
    placeholderData: keepPreviousData,
  });
}
