// The trigger was saved elsewhere while this draft was written: what they changed, and the choice.
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Problem, RevisionChange, Trigger } from "../../api/types";
import { ErrorState, Overtaken, Skeleton, undoToast } from "../../components";
import { changes } from "./draft";
import { Change } from "./Revisions";
import type { TriggerEditorState } from "./useTriggerEditor";

interface Props {
  problem: Problem;
  live: Trigger;
  editor: TriggerEditorState;
  onSave: (etag: string | undefined) => void;
}

export function OvertakenTrigger({ problem, live, editor, onSave }: Props) {
  const { current } = problem;
  const began = editor.draft.base?.revision;
  const switched = current?.revision !== undefined && current.revision === began;
  const takeTheirs = async () => {
    const mine = await editor.takeTheirs();
    if (mine) undoToast("Your draft was discarded.", () => editor.restore(mine));
  };
  return (
    <Overtaken
      key={current?.etag}
      what={`“${live.name}”`}
      at={current?.changed_at}
      meaning={
        <>
          {switched
            ? `It was turned ${live.active ? "on" : "off"} since you began.`
            : `It is at revision ${current?.revision} now; you began with revision ${began}.`}{" "}
          Nothing of yours is saved yet. Theirs stays among the revisions whichever you choose.
        </>
      }
      look={() => <Differences live={live} editor={editor} />}
      busy={editor.busy}
      onMine={() => onSave(current?.etag)}
      onTheirs={takeTheirs}
    />
  );
}

function Differences({ live, editor }: { live: Trigger; editor: TriggerEditorState }) {
  const began = editor.draft.base?.revision ?? live.revision;
  const query = useQuery({
    queryKey: ["trigger", live.id, "revisions", live.revision, began],
    queryFn: () =>
      api.get<{ changes: RevisionChange[] }>(
        `/api/triggers/${encodeURIComponent(live.id)}/revisions/${live.revision}`,
        { against: began },
      ),
  });
  if (query.isPending) return <Skeleton rows={2} label="Loading the other version" />;
  if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} />;
  const mine = changes(editor.draft, live);
  return (
    <>
      {query.data.changes.length > 0 ? (
        <ul className="rv-changes" aria-label="What they changed">
          {query.data.changes.map((change, i) => (
            <Change key={i} change={change} />
          ))}
        </ul>
      ) : (
        <p>It was turned {live.active ? "on" : "off"}; nothing else changed.</p>
      )}
      <p className="muted">
        Yours differs from it in: {mine.length > 0 ? mine.join(", ") : "nothing any more"}.
      </p>
    </>
  );
}
