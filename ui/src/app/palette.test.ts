import { expect, it } from "vitest";
import { type Command, findCommands, jumpFor } from "./palette";

const command = (id: string, kind: Command["kind"], label: string, hint?: string): Command => ({
  id,
  kind,
  label,
  hint,
  run: () => {},
});
const all = [
  command("runs", "page", "Runs"),
  command("pause", "action", "Pause everything"),
  command("t1", "object", "Invoices", "Trigger"),
  command("w1", "object", "Extract PDF text", "Workflow"),
  command("key-j", "help", "Next row"),
];
const ids = (typed: string, recent?: string[]) => findCommands(all, typed, recent).map((item) => item.id);

it("finds by every word, wherever it stands, beginnings first", () => {
  expect(ids("pdf ext")).toEqual(["w1"]);
  expect(ids("in")).toEqual(["t1", "pause"]);
  expect(ids("no such thing")).toEqual([]);
});
it("narrows by prefix", () => {
  expect(ids("@")).toEqual(["t1", "w1"]);
  expect(ids(">pause")).toEqual(["pause"]);
  expect(ids("?")).toEqual(["key-j"]);
});
it("starts with what was used last", () => {
  expect(ids("", ["w1", "pause"]).slice(0, 2)).toEqual(["w1", "pause"]);
});
it("jumps to ids and file names", () => {
  expect(jumpFor("#0192-abc")).toEqual({ kind: "id", text: "0192-abc" });
  expect(jumpFor("/invoice 7.pdf")).toEqual({ kind: "file", text: "invoice 7.pdf" });
  expect(jumpFor("#")).toBeNull();
  expect(jumpFor("invoice")).toBeNull();
});
