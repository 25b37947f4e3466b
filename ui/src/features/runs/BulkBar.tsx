// What can be done with the selected runs at once.
import { Button } from "@mantine/core";
import type { RunSummary } from "../../api/types";
import { type BulkAction, useBulk } from "./actions";
import { ConfirmBulk, useConfirmBulk } from "./ConfirmBulk";

export function BulkBar({ runs, onDone }: { runs: RunSummary[]; onDone: () => void }) {
  const bulk = useBulk();
  const confirm = useConfirmBulk();
  if (runs.length === 0) return null;
  const failed = runs.filter((r) => r.status === "failed");
  const active = runs.filter(
    (r) => r.status === "running" || r.status === "queued" || r.status === "waiting",
  );
  const start = async (action: BulkAction, list: RunSummary[]) => {
    if (!(await confirm.ask(action, list.length))) return;
    if (
      await bulk.run(
        action,
        list.map((r) => r.id),
      )
    )
      onDone();
  };
  return (
    <div className="runs-bulk" role="toolbar" aria-label="Selected runs">
      <span className="num">{runs.length} selected</span>
      <Button onClick={() => start("rerun", runs)} loading={bulk.busy}>
        Re-run {runs.length}
      </Button>
      {failed.length > 0 ? (
        <Button variant="default" onClick={() => start("retry", failed)} disabled={bulk.busy}>
          Retry {failed.length} from the failed step
        </Button>
      ) : null}
      {active.length > 0 ? (
        <Button variant="default" onClick={() => start("cancel", active)} disabled={bulk.busy}>
          Cancel {active.length}
        </Button>
      ) : null}
      <Button variant="subtle" onClick={onDone}>
        Clear selection
      </Button>
      <ConfirmBulk state={confirm} />
    </div>
  );
}
