// A small judge for the stand-in engine: enough operators for pages and tests to be believable.
import type {
  Condition,
  EvaluatedEvent,
  Evaluation,
  EventDetail,
  Explained,
  Expression,
  Fix,
  Judged,
  Leaf,
  Proposed,
  TriggerInput,
} from "../api/types";

type Result = "true" | "false" | "unknown";
type Data = Record<string, unknown>;

const at = (data: Data, path: string): unknown =>
  path.split(".").reduce<unknown>((v, key) => (v as Data | undefined)?.[key], data);

function compare(leaf: Leaf, actual: unknown): Result {
  if (leaf.op === "exists") return actual === undefined ? "false" : "true";
  if (leaf.op === "is_missing") return actual === undefined ? "true" : "false";
  if (actual === undefined) return "unknown";
  const say = (yes: boolean): Result => (yes ? "true" : "false");
  const fold = (v: unknown) => (leaf.case_sensitive ? String(v) : String(v).toLowerCase());
  const [a, b] = [fold(actual), fold(leaf.value)];
  const numbers = typeof actual === "number" && typeof leaf.value === "number";
  switch (leaf.op) {
    case "contains":
      return say(a.includes(b));
    case "not_contains":
      return say(!a.includes(b));
    case "is":
      return say(a === b);
    case "is_not":
      return say(a !== b);
    case "starts_with":
      return say(a.startsWith(b));
    case "ends_with":
    case "extension_is":
      return say(a.endsWith(b));
    case "inside_folder":
      return say(a.startsWith(`${b}/`) || a === b);
    case "matches_regex":
      return say(new RegExp(String(leaf.value), leaf.case_sensitive ? "" : "i").test(String(actual)));
    case "is_one_of":
      return say((leaf.value as unknown[]).map(fold).includes(a));
    case "eq":
      return numbers ? say(actual === leaf.value) : "unknown";
    case "lt":
      return numbers ? say(actual < (leaf.value as number)) : "unknown";
    case "le":
      return numbers ? say(actual <= (leaf.value as number)) : "unknown";
    case "gt":
      return numbers ? say(actual > (leaf.value as number)) : "unknown";
    case "ge":
      return numbers ? say(actual >= (leaf.value as number)) : "unknown";
    default:
      return say(true);
  }
}

/** Expressions of the one form `event.data.<field> > <number>`; anything else can't be judged here. */
function express(expression: string, data: Data): Result {
  const found = /^event\.data\.([\w.]+) (>|<) ([\d.]+)$/.exec(expression.trim());
  const actual = found ? at(data, found[1] ?? "") : undefined;
  if (!found || typeof actual !== "number") return "unknown";
  const limit = Number(found[3]);
  return (found[2] === ">" ? actual > limit : actual < limit) ? "true" : "false";
}

function explainRow(row: Leaf | Expression, data: Data, path: string): Explained {
  const isExpression = "expression" in row;
  const actual = isExpression ? undefined : at(data, row.field);
  const result = isExpression ? express(row.expression, data) : compare(row, actual);
  const missing = !isExpression && actual === undefined && result === "unknown";
  return {
    kind: "leaf",
    path,
    field: isExpression ? "" : row.field,
    op: isExpression ? "expression" : row.op,
    text: isExpression ? row.expression : `${row.field} ${row.op} ${JSON.stringify(row.value ?? null)}`,
    expected: isExpression ? row.expression : (row.value ?? null),
    actual: actual ?? null,
    missing,
    passed: result === "true" || (result === "unknown" && row.if_unknown === "match"),
    result,
    ...(result === "unknown"
      ? {
          unknown: missing
            ? ("missing" as const)
            : isExpression
              ? ("expression" as const)
              : ("wrong_type" as const),
        }
      : {}),
  };
}

export function explain(condition: Condition, data: Data, path = ""): Explained {
  const op = "all" in condition ? "all" : "any" in condition ? "any" : "none" in condition ? "none" : null;
  if (op === null) return explainRow(condition as Leaf | Expression, data, path || "0");
  const children = ((condition as Record<string, Condition[]>)[op] ?? []).map((child, i) =>
    explain(child, data, path === "" ? String(i) : `${path}.${i}`),
  );
  const passing = children.filter((c) => c.passed).length;
  const passed = op === "all" ? passing === children.length : op === "any" ? passing > 0 : passing === 0;
  return { kind: "group", op, passed, result: passed ? "true" : "false", children };
}

type ExplainedLeaf = Extract<Explained, { kind: "leaf" }>;
const leavesOf = (e: Explained | null): ExplainedLeaf[] =>
  e === null ? [] : e.kind === "leaf" ? [e] : e.children.flatMap(leavesOf);

function fixOf(leaf: ExplainedLeaf, matched: number): Fix | undefined {
  const base = { path: leaf.path, field: leaf.field, new_matched: matched + 1, case_sensitive: false };
  if (typeof leaf.actual === "number" && leaf.op === "lt")
    return { ...base, op: "le", value: leaf.actual, text: `${leaf.field} ≤ ${leaf.actual}` };
  if (leaf.op === "contains" && typeof leaf.actual === "string") {
    const word = leaf.actual.split(/[^\p{L}]+/u).find((w) => w.length > 3) ?? leaf.actual;
    return { ...base, op: "contains", value: word, text: `${leaf.field} contains “${word}”` };
  }
  return undefined;
}

const letters = (word: string) => [...word.toLowerCase()].sort().join("");

/** A number within the double, a word with the same letters: what the real engine calls near, roughly. */
const near = (leaf: ExplainedLeaf) =>
  typeof leaf.actual === "number" && typeof leaf.expected === "number"
    ? leaf.actual < leaf.expected * 2 && leaf.actual * 2 > leaf.expected
    : leaf.op === "contains" &&
      String(leaf.actual)
        .split(/[^\p{L}]+/u)
        .some((word) => letters(word) === letters(String(leaf.expected)));

export function evaluate(events: EventDetail[], draft: TriggerInput): Evaluation {
  const mine = events.filter((e) => e.status === "accepted" && e.event_type === draft.event_type);
  const judged = mine.map((event): EvaluatedEvent => {
    const explanation = draft.conditions ? explain(draft.conditions, event.data) : null;
    const failed = leavesOf(explanation).filter((leaf) => !leaf.passed);
    const only = failed.length === 1 ? failed[0] : undefined;
    return {
      id: event.id,
      subject: event.subject,
      time: event.time,
      matched: explanation?.passed ?? true,
      near_miss: explanation?.passed === false && only !== undefined && near(only),
      ...(failed[0] ? { failed_leaf: failed[0].path } : {}),
      explanation,
      data: event.data,
    };
  });
  const matched = judged.filter((e) => e.matched).length;
  for (const event of judged) {
    const leaf = event.near_miss ? leavesOf(event.explanation).find((l) => !l.passed) : undefined;
    const fix = leaf && fixOf(leaf, matched);
    if (fix) event.fix = fix;
  }
  const all = judged.map((e) => leavesOf(e.explanation));
  const doubled = draft.options?.once && matched > 1 ? 1 : 0;
  return {
    total: judged.length,
    matched,
    runs: matched - doubled,
    also_matched_by: [],
    suppressed: doubled ? [{ code: "once", count: doubled }] : [],
    near_misses: judged.filter((e) => e.near_miss).length,
    unknown: all.filter((row) => row.some((l) => l.result === "unknown")).length,
    leaves: (all[0] ?? []).map((leaf, i) => ({
      path: leaf.path,
      text: leaf.text,
      passed: all.filter((row) => row[i]?.passed).length,
      unknown: all.filter((row) => row[i]?.result === "unknown").length,
      only_blocker: all.filter((row) => !row[i]?.passed && row.filter((l) => !l.passed).length === 1).length,
    })),
    events: judged,
    sentence: "",
    option_texts: OPTION_TEXTS.filter((t) => t.key in (draft.options ?? {})),
    ...(draft.conditions
      ? {}
      : { every_event: { title: "This runs for every PDF file added: about 96 a day.", detail: "" } }),
    problems: [],
    warnings: [],
  };
}

type Given = { draft: TriggerInput; event?: Data; text?: string; file?: string };

/** An event that is not stored. The stand-in knows no files and no schema: what can be read would come in. */
export function judge({ draft, event, text }: Given): Judged {
  let data: Data;
  try {
    data = event ?? JSON.parse(text ?? "");
  } catch {
    const title =
      "The JSON stops being valid at line 1, column 1: there is something here that JSON does not know.";
    const problem = {
      type: "about:blank",
      title,
      status: 422,
      code: "EVT-012",
      detail: "There is no event to judge yet.",
    };
    return { subject: "", matched: false, problem, explanation: null };
  }
  const explanation = draft.conditions ? explain(draft.conditions, data) : null;
  return { subject: String(data.filename ?? ""), matched: explanation?.passed ?? true, explanation, data };
}
/** What the engine says of the options that a new trigger gets. */
const OPTION_TEXTS = [
  { key: "once", text: "Once per file." },
  { key: "flood", text: "More than 100 in 60 s wait for your OK." },
];

export function propose(events: EventDetail[], event: EventDetail): Proposed {
  const word = event.subject.split(/[^\p{L}]+/u).find((w) => w.length > 3) ?? event.subject;
  const of = events.filter((e) => e.event_type === event.event_type && e.status === "accepted");
  const count = (test: (e: EventDetail) => boolean): [number, number] => [of.filter(test).length, of.length];
  return {
    draft: {
      name: "",
      source: event.source,
      event_type: event.event_type,
      workflow_id: "",
      conditions: null,
      active: true,
    },
    proposals: [
      {
        condition: { field: "filename", op: "contains", value: word },
        text: `filename contains “${word}” (any case)`,
        matches_of_last: count((e) => e.subject.toLowerCase().includes(word.toLowerCase())),
        in_draft: true,
      },
      {
        condition: { field: "source_folder", op: "is", value: event.data.source_folder },
        text: `source_folder is “${String(event.data.source_folder)}”`,
        matches_of_last: count((e) => e.data.source_folder === event.data.source_folder),
        in_draft: false,
      },
    ],
  };
}
