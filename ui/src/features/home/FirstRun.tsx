// "When a PDF is added to … run …": the whole of getting started, on one card.
import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { runForExisting } from "../../api/files";
import { useStatus, useWorkflows } from "../../api/queries";
import { ErrorState, folderQuery, pickFolder, problemToast } from "../../components";
import { type DropTarget, useDropTarget } from "../../components/uploads";
import { host, type Point, type Sendable } from "../../host";
import { formatNumber, plural } from "../../lib/format";
import { absolutePath, DEFAULT_WORKFLOW, parentFolder, turnOn } from "./firstRun";
import "./FirstRun.css";

/** What was turned on; `existing` when it also runs for the files that were there. */
export type Watch = { path: string; since: string; trigger: string; existing: boolean };

/** A folder dropped anywhere, or a PDF dropped on the card, says what to watch. */
function useDroppedFolder(card: React.RefObject<HTMLElement | null>, onPath: (path: string) => void) {
  useEffect(() => {
    const wanted = ([item]: Sendable[], at?: Point) => {
      if (!item?.path) return null;
      if (item.folder) return item.path;
      const box = card.current?.getBoundingClientRect();
      const onCard =
        at && box && at.x >= box.left && at.x <= box.right && at.y >= box.top && at.y <= box.bottom;
      return onCard && /\.pdf$/i.test(item.path) ? parentFolder(item.path) : null;
    };
    const target: DropTarget = {
      says: (items, at) => {
        const path = wanted(items, at);
        return path === null ? null : `Watch ${path}`;
      },
      take: ([item]) => item?.path && onPath(item.folder ? item.path : parentFolder(item.path)),
    };
    useDropTarget.setState({ target });
    return () => useDropTarget.setState({ target: null, over: false });
  }, [card, onPath]);
  return useDropTarget((state) => state.over);
}

export function FirstRun({ onWatching }: { onWatching: (watch: Watch) => void }) {
  const client = useQueryClient();
  const home = useStatus().data?.home_dir ?? "";
  const workflows = useWorkflows().data?.items ?? [];
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [includeExisting, setIncludeExisting] = useState(false);
  const [waitUntilWritten, setWait] = useState(true);
  const card = useRef<HTMLFormElement>(null);
  const over = useDroppedFolder(card, setTyped);

  const path = absolutePath(typed, home);
  const [asked] = useDebouncedValue(path, 200);
  const folder = useQuery({ ...folderQuery(asked), enabled: asked !== "" });
  const known = asked === path ? folder.data : undefined;
  const count = known?.pdf_count ?? 0;
  const workflowId =
    chosen ??
    (workflows.some((item) => item.id === DEFAULT_WORKFLOW) ? DEFAULT_WORKFLOW : (workflows[0]?.id ?? null));

  const start = useMutation({
    mutationFn: async () => {
      const since = new Date().toISOString();
      const folder = known?.path ?? path;
      const trigger = await turnOn({ path: folder, workflowId: workflowId ?? "", waitUntilWritten });
      // What fails here is offered again below.
      const existing =
        count > 0 &&
        includeExisting &&
        (await runForExisting(trigger.id).then(
          () => true,
          (error) => {
            problemToast(error);
            return false;
          },
        ));
      return { path: folder, since, trigger: trigger.id, existing };
    },
    onSuccess: (watch) => {
      client.invalidateQueries();
      onWatching(watch);
    },
  });

  const [nudged, setNudged] = useState(false);
  const problem =
    nudged && path === ""
      ? "Choose a folder first."
      : known && !known.exists
        ? "This folder doesn't exist."
        : known && !known.readable
          ? (known.problem ?? "Prama may not read this folder.")
          : undefined;

  return (
    <form
      className="first-run"
      ref={card}
      data-testid="first-run-card"
      data-over={over}
      aria-label="Watch a folder"
      onSubmit={(event) => {
        event.preventDefault();
        setNudged(true);
        if (path && workflowId && !problem) start.mutate();
        else input.current?.focus();
      }}
    >
      <div className="first-run-line">
        <TextInput
          label="When a PDF is added to"
          className="first-run-folder"
          data-testid="first-run-folder"
          ref={input}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={home ? "~/Scans" : undefined}
          error={problem}
          description={
            known?.exists && known.readable ? `${plural(count, "PDF")} inside, readable` : undefined
          }
          inputWrapperOrder={["label", "input", "description", "error"]}
          spellCheck={false}
          autoComplete="off"
        />
        <Button
          variant="default"
          className="first-run-choose"
          data-testid="first-run-choose"
          leftSection={<FolderOpen size={14} aria-hidden="true" />}
          onClick={async () => {
            const picked = await pickFolder(known?.exists ? known.path : home || undefined);
            if (picked) setTyped(picked);
          }}
        >
          Choose folder…
        </Button>
        <Select
          label="run"
          className="first-run-workflow"
          data-testid="first-run-workflow"
          data={workflows.map((item) => ({ value: item.id, label: item.name }))}
          value={workflowId}
          onChange={setChosen}
          allowDeselect={false}
        />
      </div>
      <div className="first-run-options">
        <Checkbox
          label={
            count > 0
              ? `also run for the ${formatNumber(count)} ${count === 1 ? "PDF" : "PDFs"} already in this folder`
              : "also run for PDFs already in this folder"
          }
          data-testid="first-run-existing"
          checked={includeExisting}
          onChange={(event) => setIncludeExisting(event.currentTarget.checked)}
        />
        <Checkbox
          label="wait until fully written"
          checked={waitUntilWritten}
          onChange={(event) => setWait(event.currentTarget.checked)}
        />
      </div>
      <div className="first-run-foot">
        <Button type="submit" data-testid="first-run-turn-on" loading={start.isPending}>
          Turn on
        </Button>
        {host.kind === "tauri" && <span className="muted">or drop a folder here</span>}
      </div>
      {start.error && <ErrorState error={start.error} />}
    </form>
  );
}
