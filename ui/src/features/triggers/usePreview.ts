// The draft tried on past events while it is written: counts per row, near misses, what options would hold back.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError, api } from "../../api/client";
import type { Evaluation, EvaluationShow, FieldProblem } from "../../api/types";
import { evaluable, type Row } from "./conditions";
import type { TriggerDraft } from "./draft";
import { type Range, rangeQuery } from "./preview";
import type { Counts } from "./RowCounts";

const EVALUATE_AFTER_MS = 120;

export function usePreview(
  draft: TriggerDraft,
  range: Range,
  show: EvaluationShow,
  problemOf: (row: Row) => string | null,
  /** The live trigger's id: its own decisions are no overlap. */
  id: string | undefined,
) {
  const { condition, pathMap } = useMemo(
    () => evaluable(draft.root, (row) => problemOf(row) === null),
    [draft.root, problemOf],
  );
  const text = useMemo(
    () =>
      JSON.stringify({
        ...(id ? { id } : {}),
        name: "",
        source: draft.source,
        event_type: draft.eventType,
        workflow_id: draft.workflowId,
        conditions: condition,
        ...(Object.keys(draft.options).length > 0 ? { options: draft.options } : {}),
        active: true,
      }),
    [id, draft.source, draft.eventType, draft.workflowId, draft.options, condition],
  );
  const [settled] = useDebouncedValue(text, EVALUATE_AFTER_MS);
  const query = useQuery({
    // Under the source's key, so that new events refresh the preview without hurry.
    queryKey: ["source", draft.source, "preview", settled, range, show],
    queryFn: () =>
      api.post<Evaluation>("/api/triggers/evaluate", {
        draft: JSON.parse(settled),
        ...rangeQuery(range, Date.now()),
        ...(show === "all" ? {} : { show }),
      }),
    enabled: draft.source !== "" && draft.eventType !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  const counts = useMemo(() => {
    const map = new Map<string, Counts>();
    for (const leaf of query.data?.leaves ?? []) {
      const here = pathMap.get(leaf.path);
      if (here !== undefined)
        map.set(here, {
          passed: leaf.passed,
          unknown: leaf.unknown,
          onlyBlocker: leaf.only_blocker,
        });
    }
    return map;
  }, [query.data, pathMap]);
  const refused = query.error instanceof ApiError ? (query.error.problem.errors ?? []) : [];
  const problems: FieldProblem[] = [...(query.data?.problems ?? []), ...refused];
  return {
    query,
    evaluation: query.data,
    counts,
    pathMap,
    problems,
    behind: settled !== text,
    asked: settled,
  };
}
