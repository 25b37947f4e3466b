// Every save of a trigger: what changed in words, and a way back that makes a new revision.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Minus, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { api, isOvertaken, over } from "../../api/client";
import type { Revision, RevisionChange, Trigger } from "../../api/types";
import {
  EmptyState,
  ErrorState,
  ListDetail,
  Page,
  problemToast,
  RelativeTime,
  Skeleton,
  undoToast,
} from "../../components";
import { formatValue } from "../../lib/format";
import { TriggerTabs } from "./TriggerTabs";
import "./revisions.css";

const base = (id: string) => `/api/triggers/${encodeURIComponent(id)}`;

export function Revisions({ trigger }: { trigger: Trigger }) {
  const query = useQuery({
    queryKey: ["trigger", trigger.id, "revisions"],
    queryFn: async () =>
      (await api.get<{ revisions: Revision[] }>(`${base(trigger.id)}/revisions`)).revisions,
  });
  const [chosen, setChosen] = useState<number | null>(null);
  const list = [...(query.data ?? [])].sort((a, b) => b.revision - a.revision);
  const selected = list.find((r) => r.revision === chosen) ?? list[0];
  return (
    <Page
      title={`Revisions of ${trigger.name}`}
      heading={<>Triggers / {trigger.name}</>}
      aside={<TriggerTabs trigger={trigger} current="revisions" />}
    >
      {query.isPending ? (
        <Skeleton rows={5} label="Loading revisions" />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => query.refetch()} />
      ) : (
        <ListDetail
          name="revisions"
          initial={40}
          open={chosen !== null}
          onBack={() => setChosen(null)}
          listLabel="Revisions"
          detailLabel="What changed"
          list={
            <ol className="rv-list">
              {list.map((r) => (
                <li key={r.revision} className="pv-row" data-selected={r === selected || undefined}>
                  <button
                    type="button"
                    className="pv-main rv-main"
                    aria-pressed={r === selected}
                    data-testid="revision-row"
                    onClick={() => setChosen(r.revision)}
                  >
                    <span className="num rv-number">{r.revision}</span>
                    <span className="rv-summary truncate">{r.summary}</span>
                    {r.revision === trigger.revision ? <span className="rv-live">live</span> : null}
                    <RelativeTime at={r.created_at} />
                  </button>
                </li>
              ))}
            </ol>
          }
          detail={selected ? <RevisionDetail revision={selected} trigger={trigger} /> : null}
        />
      )}
    </Page>
  );
}

function RevisionDetail({ revision, trigger }: { revision: Revision; trigger: Trigger }) {
  const client = useQueryClient();
  const live = revision.revision === trigger.revision;
  const restoreTo = async (n: number, etag: string) => {
    const path = `${base(trigger.id)}/revisions/${n}/restore`;
    const saved = await api.post<Trigger>(path, undefined, over(etag));
    client.setQueryData(["trigger", trigger.id], saved);
    client.invalidateQueries({ queryKey: ["trigger", trigger.id, "revisions"] });
    client.invalidateQueries({ queryKey: ["triggers"] });
    return saved;
  };
  const restore = async () => {
    const before = trigger.revision;
    try {
      const saved = await restoreTo(revision.revision, trigger.etag);
      undoToast(`Revision ${revision.revision} is live again, as revision ${saved.revision}.`, () =>
        restoreTo(before, saved.etag),
      );
    } catch (error) {
      problemToast(error);
      if (isOvertaken(error)) client.invalidateQueries({ queryKey: ["trigger", trigger.id] });
    }
  };
  return (
    <div className="rv-detail">
      <div className="rv-head">
        <h2>Revision {revision.revision}</h2>
        {live ? (
          <span className="muted">This is what runs now.</span>
        ) : (
          <Button variant="default" onClick={restore} data-testid="revision-restore">
            Make revision {revision.revision} live again
          </Button>
        )}
      </div>
      {revision.changes.length === 0 ? (
        <EmptyState
          sentence={revision.revision === 1 ? "The first one: nothing came before it." : "Nothing changed."}
        />
      ) : (
        <ul className="rv-changes" aria-label="Changes">
          {revision.changes.map((change, i) => (
            <Change key={i} change={change} />
          ))}
        </ul>
      )}
    </div>
  );
}

const SIGNS = {
  added: { icon: Plus, word: "Added" },
  removed: { icon: Minus, word: "Removed" },
  changed: { icon: Pencil, word: "Changed" },
} as const;

export function Change({ change }: { change: RevisionChange }) {
  const { icon: Icon, word } = SIGNS[change.kind];
  const values = change.before !== undefined || change.after !== undefined;
  return (
    <li className="rv-change" data-kind={change.kind}>
      <span className="rv-sign">
        <Icon size={14} aria-hidden />
        <span className="sr-only">{word}</span>
      </span>
      <div>
        <p>{change.text}</p>
        {values ? (
          <p className="rv-values">
            {change.before !== undefined ? <del>{formatValue(change.before)}</del> : null}
            {change.after !== undefined ? <ins>{formatValue(change.after)}</ins> : null}
          </p>
        ) : null}
      </div>
    </li>
  );
}
