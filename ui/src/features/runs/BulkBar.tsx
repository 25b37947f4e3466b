// What can be done with the selected runs at once.
import { Button } from "@mantine/core";
import type { RunSummary } from "../../api/types";
import { formatNumber } from "../../lib/format";
import { type BulkAction, useBulk } from "./actions";
import { ConfirmBulk, useConfirmBulk } from "./ConfirmBulk";

interface Props {
  runs: RunSummary[];
  /** Selected beyond the loaded rows. */
  more: string[];
  /** Offers to select all that match, when more match than are loaded. */
  selectMatching: (() => void) | null;
  matching: number;
  onDone: () => void;
}

export function BulkBar({ runs, more, selectMatching, matching, onDone }: Props) {
  const bulk = useBulk();
  const confirm = useConfirmBulk();
  if (runs.length === 0) return null;
  const failed = runs.filter((r) => r.status === "failed");
  const active = runs.filter(
    (r) => r.status === "running" || r.status === "queued" || r.status === "waiting",
  );
  const count = runs.length + more.length;
  const start = async (action: BulkAction, list: string[]) => {
    if (!(await confirm.ask(action, list.length))) return;
    if (await bulk.run(action, list)) onDone();
  };
  return (
    <div className="runs-bulk" role="toolbar" aria-label="Selected runs">
      <span className="num">{count} selected</span>
      {selectMatching ? (
        <Button variant="subtle" onClick={selectMatching}>
          Select all {formatNumber(matching)}
        </Button>
      ) : null}
      <Button onClick={() => start("rerun", [...ids(runs), ...more])} loading={bulk.busy}>
        Re-run {count}
      </Button>
      {failed.length > 0 && more.length === 0 ? (
        <Button variant="default" onClick={() => start("retry", ids(failed))} disabled={bulk.busy}>
          Retry {failed.length} from the failed step
        </Button>
      ) : null}
      {active.length > 0 && more.length === 0 ? (
        <Button variant="default" onClick={() => start("cancel", ids(active))} disabled={bulk.busy}>
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

const ids = (runs: RunSummary[]) => runs.map((run) => run.id);
