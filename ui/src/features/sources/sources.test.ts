import { describe, expect, it } from "vitest";
import type { EventSummary, Field, ManifestError, SourceLogLine } from "../../api/types";
import { fakeSources } from "../../host/fake-data";
import { excerptLines, reportOf } from "./excerpt";
import { fieldRows, kindText } from "./fieldTree";
import { idProblem, kebab, suggestId, withoutSecrets } from "./instances";
import { barsOf, groupOf, orderSources, perSecond } from "./order";
import { isSettled } from "./settled";
import { cutAt, hitsIn, joinLines, passing } from "./sourceLog";
import { emptyTail, KEPT, takePage } from "./tail";
import { commandLine, effectOf, foldSame, shortHash } from "./trust";

const sources = fakeSources(Date.parse("2026-05-03T12:00:00Z"));
const named = (id: string) => {
  const found = sources.find((source) => source.id === id);
  if (!found) throw new Error(`no ${id} in the stand-in data`);
  return found;
};

describe("catalogue", () => {
  it("lists problems first, then what runs, then what is off", () => {
    const bases = orderSources(sources).filter((source) => !source.instance_of);
    const groups = bases.map(groupOf);
    const rank = ["problem", "running", "off"];
    expect(groups).toEqual([...groups].sort((a, b) => rank.indexOf(a) - rank.indexOf(b)));
    expect(groups[0]).toBe("problem");
    expect(groups.at(-1)).toBe("off");
  });
  it("counts a running source with a missing folder among the problems", () => {
    const pdf = named("pdf-monitor-event-source");
    expect(pdf.state).toBe("running");
    expect(groupOf(pdf)).toBe("problem");
  });
  it("counts one that was blocked on purpose among those that are off", () => {
    const blocked = { ...named("mail-rules"), state: "untrusted" as const };
    expect(groupOf(blocked)).toBe("problem");
    if (blocked.trust) blocked.trust = { ...blocked.trust, state: "blocked" };
    expect(groupOf(blocked)).toBe("off");
  });
  it("counts one that crashed a moment ago among the problems until it has been well for a minute", () => {
    const back = { ...named("scheduler"), restarts: 2, state_since: new Date().toISOString() };
    expect(groupOf(back)).toBe("problem");
    expect(groupOf({ ...back, state_since: "2026-01-01T00:00:00Z" })).toBe("running");
  });
  it("filters by words of name, id or tag, by state and by tags together", () => {
    const ids = (filter: Parameters<typeof orderSources>[1]) =>
      orderSources(sources, filter).map((source) => source.id);
    expect(ids({ q: "TIMER" })).toEqual(["my-timer"]);
    expect(ids({ q: "pdf files", state: "problem" })).toEqual(["pdf-monitor-event-source"]);
    expect(ids({ state: "off", tags: ["files"] })).toEqual(["web-client-upload"]);
    expect(ids({ tags: ["files", "no such tag"] })).toEqual([]);
  });
  it("keeps instances under their base, also when one of them is in trouble", () => {
    const ids = orderSources([
      { ...named("system"), rate_per_min: 900 },
      { ...named("mailbox"), id: "mail-b", name: "B", instance_of: "mail", state: "crash_loop" },
      { ...named("mailbox"), id: "mail", name: "Mail", state: "running" },
      { ...named("mailbox"), id: "mail-a", name: "A", instance_of: "mail", state: "running" },
    ]).map((source) => source.id);
    expect(ids).toEqual(["mail", "mail-a", "mail-b", "system"]);
  });
  it("makes bars of three seconds, and a rate of the last whole ones", () => {
    const recent = Array.from({ length: 60 }, (_, second) => (second > 55 ? 100 : 0));
    expect(barsOf(recent)).toHaveLength(20);
    expect(barsOf(recent).slice(-2)).toEqual([100, 300]);
    expect(perSecond(recent)).toBe(100);
    expect(perSecond(undefined)).toBe(0);
    expect(barsOf(undefined).every((bar) => bar === 0)).toBe(true);
  });
});

describe("start and stop", () => {
  const running = { ...named("scheduler"), state: "running" as const, state_since: "b" };
  it("waits until the source is where it was sent", () => {
    expect(isSettled("stop", "a", running)).toBe(false);
    expect(isSettled("stop", "a", { ...running, state: "backing_off" })).toBe(false);
    expect(isSettled("stop", "a", { ...running, state: "off" })).toBe(true);
    expect(isSettled("start", "a", { ...running, state: "off" })).toBe(false);
    expect(isSettled("start", "a", { ...running, state: "starting" })).toBe(false);
    expect(isSettled("start", "a", { ...running, state: "backing_off" })).toBe(true);
    expect(isSettled("restart", "b", running)).toBe(false);
    expect(isSettled("restart", "a", running)).toBe(true);
  });
});

describe("trust", () => {
  it("quotes a command line the way a shell would", () => {
    expect(commandLine(["python3", "my script.py", "--to=a"])).toBe("python3 'my script.py' --to=a");
    expect(commandLine(["it's"])).toBe("'it'\\''s'");
  });
  it("shows the ends of a hash", () => {
    expect(shortHash(`sha256:${"a".repeat(8)}${"0".repeat(48)}${"b".repeat(8)}`)).toBe("aaaaaaaa…bbbbbbbb");
  });
  it("says what the yes means, with and without later edits", () => {
    const source = named("mail-rules");
    if (!source.trust) throw new Error("no trust");
    expect(effectOf(source, source.trust, false)).toContain("asked about again as soon as");
    expect(effectOf(source, source.trust, true)).toContain("without being asked");
  });
});

describe("what changed in a manifest", () => {
  it("keeps three lines around each change and counts the rest", () => {
    const same = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ kind: "same" as const, text: `s${at}` }));
    const rows = foldSame([...same(10), { kind: "added", text: "new" }, ...same(4)]);
    expect(rows.map((row) => row.kind)).toEqual([
      "folded",
      "same",
      "same",
      "same",
      "added",
      "same",
      "same",
      "same",
      "folded",
    ]);
    expect(rows[0]?.text).toBe("7 lines are the same");
    expect(rows.at(-1)?.text).toBe("1 line is the same");
  });
});

describe("instances", () => {
  it("makes an id of a name and numbers it when it is taken", () => {
    expect(kebab("  Scanner, 2º piano – Città ")).toBe("scanner-2o-piano-citta");
    expect(suggestId("mail", "Büro", ["buro"])).toBe("buro-2");
    expect(suggestId("mail", "受信箱", ["mail"])).toBe("mail-2");
    expect(idProblem("buro-2", ["buro"])).toBeUndefined();
    for (const wrong of ["", "Büro", "a--b", "-a", "a b", "buro"])
      expect(idProblem(wrong, ["buro"])).toBeTruthy();
  });
  it("leaves out secrets that only the engine knows", () => {
    const { config, hadSecrets } = withoutSecrets({
      a: 1,
      p: { $secret: "set" },
      list: [{ q: { $secret: "set" }, r: 2 }],
    });
    expect(config).toEqual({ a: 1, list: [{ r: 2 }] });
    expect(hadSecrets).toBe(true);
    expect(withoutSecrets({ a: [1] })).toEqual({ config: { a: [1] }, hadSecrets: false });
  });
});

describe("schema", () => {
  const field = (path: string, more: Partial<Field> = {}): Field => ({
    path,
    type: "string",
    required: false,
    ...more,
  });
  it("is a tree of the fields, children under their parent", () => {
    const rows = fieldRows([
      field("a", { type: "object" }),
      field("z"),
      field("a.b", { type: "object" }),
      field("a.b.c"),
    ]);
    expect(rows.map((row) => [row.name, row.depth, row.hasChildren])).toEqual([
      ["a", 0, true],
      ["b", 1, true],
      ["c", 2, false],
      ["z", 0, false],
    ]);
  });
  it("keeps a dotted name whole when nothing stands above it", () => {
    expect(fieldRows([field("x.y")]).map((row) => [row.name, row.depth])).toEqual([["x.y", 0]]);
  });
  it("says type and format or the allowed values", () => {
    expect(kindText(field("at", { format: "date-time" }))).toBe("string, date-time");
    expect(kindText(field("s", { enum: ["a", 1] }))).toBe("one of a, 1");
  });
});

describe("live tail", () => {
  const event = (n: number) => ({ id: `e${n}`, outcome: "matched" }) as EventSummary;
  const page = (from: number, count: number) => Array.from({ length: count }, (_, at) => event(from - at));
  it("shows every event of a slow stream once, newest first", () => {
    const first = takePage(emptyTail, page(3, 3), 2, 0);
    const second = takePage(first, page(5, 5), 2, 10);
    expect(second.rows.map((row) => row.id)).toEqual(["e5", "e4", "e3", "e2", "e1"]);
    expect(second.sampled).toBe(false);
  });
  it("takes twenty a second of a fast one, in two steps, and stays bounded", () => {
    let tail = emptyTail;
    let shown = 0;
    for (let ms = 1000; ms < 61_000; ms += 33) {
      const before = tail;
      tail = takePage(tail, page(ms * 2, 60), 2000, ms);
      if (tail !== before) shown += 1;
    }
    expect(tail.sampled).toBe(true);
    expect(shown).toBeLessThanOrEqual(120);
    expect(tail.rows).toHaveLength(KEPT);
    expect(new Set(tail.rows.map((row) => row.id)).size).toBe(KEPT);
  });
  it("brings rows that are shown up to date", () => {
    const first = takePage(emptyTail, [event(1)], 1, 0);
    const later = takePage(first, [{ ...event(1), outcome: "no_listener" } as EventSummary], 1, 10);
    expect(later.rows.map((row) => row.outcome)).toEqual(["no_listener"]);
  });
});

describe("log", () => {
  const line = (n: number, level: SourceLogLine["level"] = "info", text = `line ${n}`): SourceLogLine => ({
    n,
    at: "2026-05-03T12:00:00Z",
    level,
    text,
  });
  it("joins pages without a line twice, and begins anew when the engine did", () => {
    const first = joinLines([], [line(1), line(2)], 2);
    expect(joinLines(first, [line(2), line(3)], 3).map((item) => item.n)).toEqual([1, 2, 3]);
    expect(joinLines(first, [], 2)).toBe(first);
    expect(joinLines(joinLines([], [line(900)], 900), [line(1)], 1).map((item) => item.n)).toEqual([1]);
  });
  it("filters by level but keeps the marks of new processes", () => {
    const lines = [
      line(1, "info", "Started (process 42)."),
      line(2, "debug"),
      line(3, "warn"),
      line(4, "error"),
    ];
    expect(passing(lines, "error").map((item) => item.n)).toEqual([1, 4]);
    expect(passing(lines, "warn").map((item) => item.n)).toEqual([1, 3, 4]);
    expect(passing(lines, "all")).toHaveLength(4);
  });
  it("finds text whatever its case and cuts lines at the finds", () => {
    expect(hitsIn([line(1), line(2, "info", "LINE two")], "line")).toEqual([1, 2]);
    expect(hitsIn([line(1)], "  ")).toEqual([]);
    expect(cutAt("a Foo b foo", "foo")).toEqual(["a ", "Foo", " b ", "foo", ""]);
    expect(cutAt("plain", "")).toEqual(["plain"]);
  });
});

describe("manifest errors", () => {
  const error: ManifestError = {
    code: "PLG-002",
    message: "label is missing",
    file: "event-sources/my-timer/plugin.json",
    line: 12,
    column: 5,
    pointer: "/eventTypes/0",
    expected: 'needs "label"',
    excerpt: [
      { line: 11, text: '  "eventTypes": [' },
      { line: 12, text: '    { "type": "timer_fired",' },
    ],
  };
  it("puts the caret under the column that is wrong", () => {
    const lines = excerptLines(error);
    expect(lines).toHaveLength(3);
    expect(lines[2]?.text).toBe('    ^ needs "label"');
    expect(lines[1]?.text[4]).toBe("{");
  });
  it("copies a report with file, line and column", () => {
    expect(reportOf("my-timer", [error])).toContain("event-sources/my-timer/plugin.json:12:5");
  });
});
