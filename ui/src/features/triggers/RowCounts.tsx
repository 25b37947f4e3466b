// How many past events pass a row, how many it can't judge, and what those count as.
import { Menu } from "@mantine/core";
import { Check } from "lucide-react";
import type { IfUnknown } from "../../api/types";
import { StatusIcon } from "../../components";
import { formatNumber } from "../../lib/format";

export interface Counts {
  passed: number;
  unknown: number;
  onlyBlocker: number;
}

export function PassCount({ counts, total }: { counts: Counts | undefined; total: number | undefined }) {
  const known = counts !== undefined && total !== undefined && total > 0;
  const share = known ? counts.passed / total : 0;
  return (
    <span
      className="cond-count num"
      title={
        known
          ? `${formatNumber(counts.passed)} of ${formatNumber(total)} past events pass this condition${counts.onlyBlocker > 0 ? `; it alone blocks ${formatNumber(counts.onlyBlocker)}` : ""}`
          : undefined
      }
      data-testid="condition-count"
    >
      {known ? `${counts.passed}/${total}` : ""}
      {known ? (
        <span className="cond-bar" aria-hidden>
          <span style={{ inlineSize: `${share * 100}%` }} />
        </span>
      ) : null}
    </span>
  );
}

const POLICIES: { value: IfUnknown; label: string; what: string }[] = [
  { value: "no_match", label: "Unknown does not match", what: "the usual" },
  { value: "match", label: "Unknown matches", what: "lets it through" },
  { value: "error", label: "Unknown is an error", what: "nothing runs, it is listed" },
];

const SAYS: Record<IfUnknown, string> = {
  no_match: "doesn't match",
  match: "matches",
  error: "is an error",
};

/** Amber: events that this row can't judge, and the choice of what that means. */
export function UnknownPolicy({
  unknown,
  policy,
  onChange,
}: {
  unknown: number;
  policy: IfUnknown | undefined;
  onChange: (policy: IfUnknown) => void;
}) {
  if (unknown === 0 && policy === undefined) return null;
  const now = policy ?? "no_match";
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className="cond-unknown"
          title="The field is missing or of another type in these events"
          data-testid="condition-unknown"
        >
          <StatusIcon
            status="unknown"
            label={`${unknown > 0 ? `${formatNumber(unknown)} unknown` : "unknown"}: ${SAYS[now]}`}
          />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {POLICIES.map((p) => (
          <Menu.Item
            key={p.value}
            leftSection={
              p.value === now ? <Check size={14} aria-hidden /> : <span className="cond-nocheck" />
            }
            rightSection={<span className="faint">{p.what}</span>}
            onClick={() => onChange(p.value)}
          >
            {p.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
