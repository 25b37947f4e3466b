// One past event in the preview: matches, nearly matches, or not; a near miss carries the smallest change.
import { Button, Popover } from "@mantine/core";
import { useState } from "react";
import type { EvaluatedEvent, Fix, Leaf } from "../../api/types";
import { FileName, RelativeTime, StatusIcon } from "../../components";
import { formatNumber } from "../../lib/format";
import { type Group, nodeAt } from "./conditions";
import { applyFix, failText, stoppingLeaf, undecided } from "./preview";

interface Props {
  event: EvaluatedEvent;
  root: Group;
  pathMap: Map<string, string>;
  matched: number;
  total: number;
  selected: boolean;
  blocked: boolean;
  onSelect: () => void;
  onFix: (path: string, leaf: Leaf) => void;
}

export function PreviewRow({ event, root, pathMap, selected, blocked, onSelect, onFix, ...sums }: Props) {
  const stopped = stoppingLeaf(event.explanation);
  const { fix } = event;
  const path = fix ? (pathMap.get(fix.path) ?? fix.path) : null;
  const node = path !== null ? nodeAt(root, path) : undefined;
  const unknown = undecided(event.explanation);
  const look = event.matched
    ? { status: "succeeded", word: "matches" }
    : event.near_miss
      ? { status: "near_miss", word: "near miss" }
      : unknown
        ? { status: "unknown", word: "can't be judged" }
        : { status: "no_match", word: "no match" };
  return (
    <li
      className="pv-row"
      data-selected={selected || undefined}
      data-blocked={blocked || undefined}
      data-testid="preview-row"
    >
      <button type="button" className="pv-main" aria-pressed={selected} onClick={onSelect}>
        <StatusIcon status={look.status} label={look.word} iconOnly />
        <span className="pv-subject">
          <FileName name={event.subject} />
        </span>
        {stopped ? (
          <span className={stopped.result === "unknown" ? "pv-why pv-unknown" : "pv-why"}>
            {failText(stopped)}
          </span>
        ) : null}
        <RelativeTime at={event.time} />
      </button>
      {fix && !event.matched && path !== null && node?.kind === "leaf" ? (
        <FixButton fix={fix} {...sums} onApply={() => onFix(path, applyFix(node.leaf, fix))} />
      ) : null}
    </li>
  );
}

function FixButton({
  fix,
  matched,
  total,
  onApply,
}: {
  fix: Fix;
  matched: number;
  total: number;
  onApply: () => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="left" trapFocus width={300} withArrow>
      <Popover.Target>
        <Button
          variant="subtle"
          size="xs"
          className="pv-fix"
          aria-label={`Fix: ${fix.text}`}
          onClick={() => setOpen((o) => !o)}
        >
          Fix
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="pv-fix-box">
        <p>
          Change to <strong>{fix.text}</strong>
        </p>
        <p className="muted">
          Would match <span className="num">{formatNumber(fix.new_matched)}</span> of {formatNumber(total)}{" "}
          instead of <span className="num">{formatNumber(matched)}</span>.
        </p>
        <Button
          onClick={() => {
            setOpen(false);
            onApply();
          }}
        >
          Apply
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
