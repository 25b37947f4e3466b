// A trigger as one sentence of tokens; a token may name the control it came from.
import type { OptionText } from "../../api/types";
import { childPath, type Group, type Node } from "./conditions";
import { leafText, valueText } from "./leafText";
import { operatorInfo } from "./operators";

export interface SentenceToken {
  text: string;
  /** "when", "run", "opt:<key>" or "if:<path>"; absent for the words between. */
  target?: string;
  /** Nothing chosen yet. */
  open?: boolean;
}

export interface SentenceNames {
  source?: string;
  event?: string;
  workflow?: string;
}

const JOIN = { all: " and ", any: " or ", none: " or " } as const;

function conditionTokens(group: Group, path: string): SentenceToken[] {
  const out: SentenceToken[] = [];
  group.children.forEach((child: Node, i) => {
    if (i > 0) out.push({ text: JOIN[group.op] });
    const here = childPath(path, i);
    if (child.kind === "leaf") {
      out.push({ text: leafText(child.leaf), target: `if:${here}`, open: !child.leaf.field });
    } else if (child.kind === "expression") {
      const text = child.leaf.expression.trim();
      out.push({ text: text || "an expression", target: `if:${here}`, open: text === "" });
    } else if (child.children.length > 0) {
      out.push({ text: child.op === "none" ? "(none of: " : "(" }, ...conditionTokens(child, here), {
        text: ")",
      });
    } else {
      out.push({ text: "an empty group", target: `if:${here}`, open: true });
    }
  });
  return out;
}

/** "When PDF Monitor reports [PDF file added] and [filename contains "invoice" (any case)], run [Extract PDF text]." */
export function sentenceTokens(
  root: Group,
  names: SentenceNames,
  options: OptionText[] = [],
): SentenceToken[] {
  const out: SentenceToken[] = [{ text: "When " }];
  if (names.event) {
    out.push({ text: `${names.source ?? "a source"} reports ` }, { text: names.event, target: "when" });
  } else {
    out.push({ text: "something happens", target: "when", open: true });
  }
  const conditions = conditionTokens(root, "");
  if (conditions.length > 0) {
    out.push({ text: root.op === "none" ? " and none of these is true: " : " and " }, ...conditions);
  }
  out.push(
    { text: ", run " },
    names.workflow
      ? { text: names.workflow, target: "run" }
      : { text: "a workflow", target: "run", open: true },
    { text: "." },
  );
  for (const { key, text } of options) out.push({ text: " " }, { text, target: `opt:${key}` });
  return out;
}

/** A short name from the same parts: "PDF file added, filename contains invoice → Extract PDF text". */
export function generatedName(root: Group, names: SentenceNames): string {
  if (!names.event) return "";
  const first = root.children.find(
    (n): n is Extract<Node, { kind: "leaf" }> => n.kind === "leaf" && Boolean(n.leaf.field),
  );
  const more = root.children.length - (first ? 1 : 0);
  const parts = [names.event];
  if (first) {
    const value = valueText(first.leaf).replaceAll('"', "");
    parts[0] += `, ${[first.leaf.field, operatorInfo(first.leaf.op).label, value].filter(Boolean).join(" ")}`;
    if (more > 0) parts[0] += ` + ${more} more`;
  }
  if (names.workflow) parts.push(names.workflow);
  return clip(parts.join(" → "), 80);
}

function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`;
}
