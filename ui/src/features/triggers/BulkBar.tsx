// What can be done with the selected triggers at once.
import { Button } from "@mantine/core";
import type { Trigger } from "../../api/types";
import { plural } from "../../lib/format";
import type { useTriggerActions } from "./listActions";
import type { BulkAction } from "./listModel";

interface Props {
  triggers: Trigger[];
  actions: ReturnType<typeof useTriggerActions>;
  onDone: () => void;
}

export function BulkBar({ triggers, actions, onDone }: Props) {
  if (triggers.length === 0) return null;
  const run = (action: BulkAction) => () => {
    void actions.bulk(action, triggers);
    if (action === "delete") onDone();
  };
  return (
    <div className="tl-bulk" role="toolbar" aria-label="Selected triggers">
      <span className="num">{plural(triggers.length, "trigger")} selected</span>
      <Button variant="default" onClick={run("enable")}>
        Turn on
      </Button>
      <Button variant="default" onClick={run("disable")}>
        Turn off
      </Button>
      <Button variant="default" onClick={run("duplicate")}>
        Duplicate
      </Button>
      <Button variant="default" onClick={run("delete")}>
        Delete
      </Button>
      <Button variant="subtle" onClick={onDone}>
        Clear selection
      </Button>
    </div>
  );
}
