// Why this run exists: the event and every condition that let it through, with the real values.
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { Explained, RunDetail } from "../../api/types";
import { opText, readable, Visible } from "../../components";

export function WhyItRan({ run }: { run: RunDetail }) {
  const leaves = passedLeaves(run.explanation);
  return (
    <section className="run-why" aria-label="Why it ran">
      <span className="overline">Why it ran</span>
      <p>
        {run.rerun_of ? (
          <>
            Started again by hand from{" "}
            <Link to="/runs/$id" params={{ id: run.rerun_of }}>
              an earlier run
            </Link>
            .{" "}
          </>
        ) : null}
        {run.test ? "Started by hand. " : null}
        <span>{run.event.event_label}</span>
        {run.trigger_id && run.trigger_name ? (
          <>
            {" "}
            started{" "}
            <Link to="/triggers/$id" params={{ id: run.trigger_id }}>
              {run.trigger_name}
            </Link>
          </>
        ) : null}
        {leaves.map((leaf, i) => (
          <span key={`${leaf.path}${i}`} className="run-leaf">
            <span className="faint"> · </span>
            {leafText(leaf)} <Check size={12} aria-label="yes" className="run-yes" />{" "}
            <bdi dir="auto" className="run-actual">
              <Visible text={readable(leaf.field, leaf.actual).slice(0, 80)} />
            </bdi>
          </span>
        ))}
        {run.explanation === null && run.trigger_id ? (
          <span className="faint"> · no conditions, every such event matches</span>
        ) : null}
      </p>
      {run.file_path && (
        <Link to="/files" search={{ path: run.file_path }} className="run-why-link" data-testid="run-file">
          What happened to the file
        </Link>
      )}
      <Link to="/events/$id" params={{ id: run.event_id }} className="run-why-link">
        Open event
      </Link>
    </section>
  );
}

type LeafExplained = Extract<Explained, { kind: "leaf" }>;

function leafText(leaf: LeafExplained): string {
  const { expected: value } = leaf;
  const quoted = typeof value === "string" ? JSON.stringify(value) : readable(leaf.field, value);
  const expected = value === undefined || value === null ? "" : ` ${quoted}`;
  return `${leaf.field} ${opText(leaf.op)}${expected}`;
}

export function passedLeaves(explained: Explained | null): LeafExplained[] {
  if (!explained) return [];
  if (explained.kind === "leaf") return explained.passed ? [explained] : [];
  if (explained.op === "none") return [];
  return explained.children.flatMap(passedLeaves);
}
