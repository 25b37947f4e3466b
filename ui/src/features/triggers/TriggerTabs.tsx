// The views of one trigger: its editor, its revisions, the version tried beside it, and why it did not fire.
import { Link } from "@tanstack/react-router";
import type { Trigger } from "../../api/types";

export type TriggerTab = "edit" | "revisions" | "shadow" | "why";

export function TriggerTabs({ trigger, current }: { trigger: Trigger; current: TriggerTab }) {
  const params = { id: trigger.id };
  const at = (tab: TriggerTab) => ({
    className: "tt-tab",
    activeOptions: { exact: true, includeSearch: true },
    "data-current": tab === current || undefined,
    "aria-current": tab === current ? ("page" as const) : undefined,
  });
  return (
    <nav className="tt" aria-label="Views of this trigger">
      <Link to="/triggers/$id" params={params} {...at("edit")}>
        Edit
      </Link>
      <Link to="/triggers/$id" params={params} search={{ tab: "revisions" }} {...at("revisions")}>
        Revisions
      </Link>
      <Link to="/triggers/$id" params={params} search={{ tab: "shadow" }} {...at("shadow")}>
        Trial
      </Link>
      <Link to="/triggers/$id/why" params={params} {...at("why")}>
        Why not?
      </Link>
    </nav>
  );
}
