// All runs, newest first: filters in the address, causes as groups, rows that never move under the reader.
import { SegmentedControl, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useStatus } from "../../api/queries";
import { Page, useHotkey } from "../../components";
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
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setText(search.q ?? ""), [search.q]);
  useEffect(() => {
    if (text === (search.q ?? "")) return;
    const timer = setTimeout(() => set({ q: text || undefined }), 150);
    return () => clearTimeout(timer);
  }, [text, search.q, set]);
  useHotkey("/", () => box.current?.focus(), { label: "Filter runs" });

  // Only what failed has a cause.
  const grouped = search.group === "cause";
  const chosen = grouped ? "failed" : (search.status ?? "");
  return (
    <Page
      title="Runs"
      search={
        <TextInput
          ref={box}
          className="runs-search"
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          placeholder="Filter by name, error or input"
          aria-label="Filter runs"
          leftSection={<Search size={14} aria-hidden />}
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
          <CauseGroups open={search.cause} onOpen={(cause) => set({ cause })} />
        ) : (
          <RunList search={search} set={set} />
        )}
      </div>
    </Page>
  );
}
