// Query keys and hooks, one per resource. Live changes refresh them by key (see live.ts).
export { useLive } from "./live";

import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, type Query } from "./client";
import type {
  EventDetail,
  EventSummary,
  Field,
  HeldGroup,
  Home,
  List,
  LogLine,
  RunDetail,
  RunSummary,
  Source,
  SourceLogLine,
  Status,
  StepType,
  Trigger,
  TriggerOverlaps,
  Workflow,
} from "./types";

export const PAGE_SIZE = 100;
const id = encodeURIComponent;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: () => api.get<Status>("/api/status"),
});
export const homeQuery = queryOptions({ queryKey: ["home"], queryFn: () => api.get<Home>("/api/home") });
export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: async () => (await api.get<{ items: Source[] }>("/api/event-sources/")).items,
});
export const sourceQuery = (source: string) =>
  queryOptions({
    queryKey: ["source", source],
    queryFn: () => api.get<Source>(`/api/event-sources/${id(source)}`),
  });
export const fieldsQuery = (source: string, type: string) =>
  queryOptions({
    queryKey: ["fields", source, type],
    queryFn: async () =>
      (await api.get<{ fields: Field[] }>(`/api/event-sources/${id(source)}/event-types/${id(type)}/fields`))
        .fields,
  });
/** Lines of a source's log after a number; from the start (0), the newest `limit` ones. */
export const getSourceLog = (source: string, after: number, limit: number) =>
  api.get<{ lines: SourceLogLine[]; last: number }>(`/api/event-sources/${id(source)}/log`, { after, limit });
export const sourceLogEndQuery = (source: string, limit: number) =>
  queryOptions({
    queryKey: ["source", source, "log", "end", limit],
    queryFn: () => getSourceLog(source, 0, limit),
  });
export const eventsQuery = (params: Query) =>
  queryOptions({
    queryKey: ["events", params],
    queryFn: () => api.get<List<EventSummary>>("/api/events", params),
    placeholderData: keepPreviousData,
  });
export const eventQuery = (event: string) =>
  queryOptions({
    queryKey: ["event", event],
    queryFn: () => api.get<EventDetail>(`/api/events/${id(event)}`),
  });
export const triggersQuery = (params: Query = {}) =>
  queryOptions({
    queryKey: ["triggers", params],
    queryFn: () => api.get<List<Trigger>>("/api/triggers", params),
    placeholderData: keepPreviousData,
  });
/** Triggers that matched the same events lately, by trigger. */
export const overlapsQuery = queryOptions({
  queryKey: ["overlaps"],
  queryFn: async () => {
    const { items } = await api.get<TriggerOverlaps>("/api/triggers/overlaps");
    return new Map(items.map((item) => [item.trigger_id, item.also_matched_by]));
  },
  staleTime: 30_000,
});
export const triggerQuery = (trigger: string) =>
  queryOptions({
    queryKey: ["trigger", trigger],
    queryFn: () => api.get<Trigger>(`/api/triggers/${id(trigger)}`),
  });
export const heldQuery = queryOptions({
  queryKey: ["held"],
  queryFn: async () => (await api.get<{ groups: HeldGroup[] }>("/api/held")).groups,
});
export const workflowsQuery = queryOptions({
  queryKey: ["workflows"],
  queryFn: () => api.get<List<Workflow>>("/api/workflows"),
});
export const workflowQuery = (workflow: string) =>
  queryOptions({
    queryKey: ["workflow", workflow],
    queryFn: () => api.get<Workflow>(`/api/workflows/${id(workflow)}`),
  });
export const runsQuery = (params: Query) =>
  queryOptions({
    queryKey: ["runs", params],
    queryFn: () => api.get<List<RunSummary>>("/api/runs", params),
    placeholderData: keepPreviousData,
  });
export const runQuery = (run: string) =>
  queryOptions({ queryKey: ["run", run], queryFn: () => api.get<RunDetail>(`/api/runs/${id(run)}`) });
export const runLogQuery = (run: string, after = 0, limit = 1000) =>
  queryOptions({
    queryKey: ["run-log", run, after, limit],
    queryFn: () => api.get<{ lines: LogLine[]; total: number }>(`/api/runs/${id(run)}/log`, { after, limit }),
  });
export const stepsQuery = queryOptions({
  queryKey: ["steps"],
  queryFn: async () => (await api.get<{ items: StepType[] }>("/api/steps")).items,
  staleTime: Number.POSITIVE_INFINITY,
});

export const useStatus = () => useQuery(statusQuery);
export const useHome = () => useQuery(homeQuery);
export const useSources = () => useQuery(sourcesQuery);
export const useSource = (source: string) => useQuery(sourceQuery(source));
export const useFields = (source: string, type: string) => useQuery(fieldsQuery(source, type));
export const useEvents = (params: Query) => useQuery(eventsQuery(params));
export const useEvent = (event: string) => useQuery(eventQuery(event));
export const useTriggers = (params: Query = {}) => useQuery(triggersQuery(params));
export const useTrigger = (trigger: string) => useQuery(triggerQuery(trigger));
export const useHeld = () => useQuery(heldQuery);
export const useWorkflows = () => useQuery(workflowsQuery);
export const useWorkflow = (workflow: string) => useQuery(workflowQuery(workflow));
export const useRuns = (params: Query) => useQuery(runsQuery(params));
export const useRun = (run: string) => useQuery(runQuery(run));
export const useSteps = () => useQuery(stepsQuery);

/** A cursor list that loads further pages on demand, flattened, newest first as the engine sends it. */
function usePages<T>(key: string, path: string, params: Query) {
  const query = useInfiniteQuery({
    queryKey: [key, params, "pages"],
    queryFn: ({ pageParam }) => api.get<List<T>>(path, { ...params, limit: PAGE_SIZE, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages ?? [];
  const first = pages[0];
  return {
    query,
    items: pages.flatMap((page) => page.items),
    total: first?.total ?? 0,
    totalIsExact: first?.total_is_exact ?? true,
  };
}
export const useEventPages = (params: Query) => usePages<EventSummary>("events", "/api/events", params);
export const useRunPages = (params: Query) => usePages<RunSummary>("runs", "/api/runs", params);
