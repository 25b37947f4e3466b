// All runs, newest first: filters in the address, causes as groups, rows that never move under the reader.
import { SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { useStatus } from "../../api/queries";
import { FilterField, Page } from "../../components";
import type { RunsSearch } from "../../lib/search";
import { CauseGroups } from "./CauseGroups";
import { CHIPS, chipCount } from "./listModel";
import { RunList } from "./RunList";
import "./runs.css";

export function RunsPage() {
  const search = useSearch({ strict: false }) as RunsSearch;
  const navigate = useNavigate();
  const status = useStatus().data;
  const set = useCallback(
    (patch: Partial<RunsSearch>) => navigate({ to: "/runs", search: { ...search, ...patch }, replace: true }),
    [navigate, search],
  );
  const [text, setText] = useState(search.q ?? "");
  useEffect(() => setText(search.q ?? ""), [search.q]);
  useEffect(() => {
    if (text === (search.q ?? "")) return;
    const timer = setTimeout(() => set({ q: text || undefined }), 150);
    return () => clearTimeout(timer);
  }, [text, search.q, set]);

  // Only what failed has a cause.
  const grouped = search.group === "cause";
  const chosen = grouped ? "failed" : (search.status ?? "");
  return (
    <Page
      title="Runs"
      search={
        <FilterField
          label="Filter runs"
          placeholder={grouped ? "Filter by workflow, step or error" : "Filter by name, error or input"}
          className="runs-search"
          value={text}
          onChange={setText}
        />
      }
    >
      <div className="runs-page">
        <div className="runs-filters">
          <div className="runs-chips" role="group" aria-label="Status">
            {CHIPS.map((chip) => {
              const count = chipCount(chip.status, status);
              return (
                <button
                  type="button"
                  key={chip.status}
                  className="runs-chip"
                  aria-pressed={chosen === chip.status}
                  onClick={() =>
                    set({
                      status: chip.status || undefined,
                      cause: undefined,
                      ...(chip.status === "failed" ? {} : { group: undefined }),
                    })
                  }
                >
                  {chip.label}
                  {count ? <span className="num">{count}</span> : null}
                </button>
              );
            })}
          </div>
          <SegmentedControl
            size="xs"
            aria-label="Group by"
            value={grouped ? "cause" : "none"}
            onChange={(v) =>
              set(
                v === "cause"
                  ? { group: "cause", status: "failed", cause: undefined }
                  : { group: undefined, cause: undefined },
              )
            }
            data={[
              { value: "none", label: "By time" },
              { value: "cause", label: "By cause" },
            ]}
          />
        </div>
        {grouped ? (
          <CauseGroups q={search.q ?? ""} open={search.cause} set={set} />
        ) : (
          <RunList search={search} set={set} />
        )}
      </div>
    </Page>
  );
}
