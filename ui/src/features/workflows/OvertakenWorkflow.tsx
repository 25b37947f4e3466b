// The workflow was saved elsewhere while this draft was written: what they changed, and the choice.
import { useQuery } from "@tanstack/react-query";
import type { Problem, Workflow } from "../../api/types";
import { ErrorState, Overtaken, Sides, Skeleton, undoToast } from "../../components";
import { changesOf, type useWorkflowEditor } from "./useWorkflowEditor";
import { revisionsQuery } from "./VersionMenu";

interface Props {
  problem: Problem;
  live: Workflow;
  editor: ReturnType<typeof useWorkflowEditor>;
  onSave: (etag: string | undefined) => void;
}

export function OvertakenWorkflow({ problem, live, editor, onSave }: Props) {
  const { current } = problem;
  const began = editor.draft.base?.revision;
  const takeTheirs = async () => {
    const mine = await editor.takeTheirs();
    if (mine) undoToast("Your draft was discarded.", () => editor.setDraft(mine));
  };
  return (
    <Overtaken
      key={current?.etag}
      what={`“${live.name}”`}
      at={current?.changed_at}
      meaning={`It is at v${current?.revision} now; you began with v${began}. Nothing of yours is saved yet. Theirs stays among the versions whichever you choose.`}
      look={() => <Differences live={live} editor={editor} />}
      busy={editor.busy}
      onMine={() => onSave(current?.etag)}
      onTheirs={takeTheirs}
    />
  );
}

function Differences({ live, editor }: { live: Workflow; editor: Props["editor"] }) {
  const query = useQuery(revisionsQuery(live.id));
  if (query.isPending) return <Skeleton rows={2} label="Loading the other version" />;
  if (query.isError) return <ErrorState error={query.error} retry={() => query.refetch()} />;
  const began = query.data.find((r) => r.revision === editor.draft.base?.revision);
  const asDraft = { name: live.name, description: live.description ?? "", steps: live.steps };
  const theirs = began ? changesOf(began, asDraft) : [];
  const lines = (changes: string[]) =>
    changes.length > 0 ? (
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
    ) : (
      <p>nothing</p>
    );
  return <Sides theirs={lines(theirs)} mine={lines(editor.changes)} />;
}
