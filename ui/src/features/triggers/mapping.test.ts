import { expect, it } from "vitest";
import type { Field, Workflow } from "../../api/types";
import { fakeWorkflows } from "../../host/fake-data";
import { readsOf } from "./mapping";

const base = fakeWorkflows(0)[0] as Workflow;
const of = (...texts: string[]): Workflow => ({
  ...base,
  steps: texts.map((text, i) => ({ id: `s${i}`, type: "x", with: { file: text } })),
});
const field = (path: string) => ({ path, type: "string" }) as Field;

it("names what a workflow reads from the event, once each, and what the event type lacks", () => {
  const workflow = of(
    "$" + "{{ event.data.file_path }}",
    "$" + '{{ event.data.file_path + event.data.customer.name + string(event.data.amount) + "event.datax" }}',
  );
  expect(readsOf(workflow, [field("file_path"), field("customer")])).toEqual([
    { field: "file_path", known: true },
    { field: "customer.name", known: true },
    { field: "amount", known: false },
  ]);
  expect(readsOf(of("$" + "{{ event.data.a }}"), [])).toEqual([{ field: "a", known: undefined }]);
  expect(readsOf(of("none"), [field("a")])).toEqual([]);
});
