// The quick start's path through the trigger editor, against the in-memory engine.
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { List, Trigger, Workflow } from "../../api/types";
import { App } from "../../app/App";
import { router } from "../../app/router";
import { host } from "../../host";

const get = async <T,>(path: string) => (await host.request("GET", path)).body as T;
const triggers = async () => (await get<List<Trigger>>("/api/triggers")).items;

async function open(path: "/triggers/new" | "/triggers/t-invoices") {
  render(<App />);
  await act(() => router.navigate({ href: path }));
  await screen.findByTestId("trigger-when");
}

async function pick(button: HTMLElement, words: string, option: RegExp) {
  const user = userEvent.setup({ delay: null });
  await user.click(button);
  await user.type(await screen.findByRole("textbox", { name: /^Search: /, hidden: true }), words);
  await user.click(await screen.findByRole("option", { name: option, hidden: true }));
}

beforeEach(() => localStorage.clear());

describe("trigger editor", () => {
  it("makes the quick start's trigger, with a workflow that did not exist before", async () => {
    const user = userEvent.setup({ delay: null });
    await open("/triggers/new");
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Daily Report");
    await pick(screen.getByTestId("trigger-when"), "pdf added", /PDF file added/);
    await pick(screen.getByTestId("trigger-run"), "generate-report", /Create workflow “generate-report”/);
    await waitFor(() =>
      expect(screen.getByTestId("trigger-sentence").textContent).toBe(
        "When PDF Monitor reports PDF file added, run generate-report. Once per file. More than 100 in 60 s wait for your OK.",
      ),
    );
    await user.click(screen.getByTestId("trigger-save"));
    await waitFor(async () =>
      expect((await triggers()).find((t) => t.name === "Daily Report")).toMatchObject({
        source: "pdf-monitor-event-source",
        event_type: "pdf_file_added",
        active: true,
        options: { once: { per: "file" }, flood: { limit: 100, per_s: 60 } },
      }),
    );
    const workflows = (await get<List<Workflow>>("/api/workflows")).items;
    expect(workflows.find((w) => w.name === "generate-report")?.steps).toHaveLength(1);
  });

  it("says what is missing instead of saving, and keeps the draft", async () => {
    const user = userEvent.setup({ delay: null });
    await open("/triggers/new");
    const before = (await triggers()).length;
    await user.click(screen.getByTestId("trigger-save"));
    expect(await screen.findByText("Choose what starts this trigger.")).toBeTruthy();
    expect(screen.getByText("Choose the workflow to run.")).toBeTruthy();
    expect((await triggers()).length).toBe(before);
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Kept");
    await waitFor(() => expect(localStorage.getItem("prama.draft.trigger.new")).toContain("Kept"));
  });

  it("turns a value of a past event into a condition, and names itself until told otherwise", async () => {
    const user = userEvent.setup({ delay: null });
    await open("/triggers/new");
    await pick(screen.getByTestId("trigger-when"), "pdf added", /PDF file added/);
    const event = await screen.findByRole("region", { name: "Selected event" });
    await user.click(within(event).getByRole("button", { name: "application/pdf" }));
    const row = await screen.findByTestId("condition-row");
    expect(within(row).getByRole("button", { name: "Field: content_type" })).toBeTruthy();
    expect(within(row).getByRole("button", { name: "Operator: is" })).toBeTruthy();
    expect((screen.getByRole("textbox", { name: "Name" }) as HTMLInputElement).value).toBe(
      "PDF file added, content_type is application/pdf",
    );
  });

  it("shows a live trigger's changes as a draft and offers to discard them", async () => {
    const user = userEvent.setup({ delay: null });
    await open("/triggers/t-invoices");
    await waitFor(() => expect(screen.getAllByTestId("condition-row").length).toBeGreaterThan(0));
    await user.click(screen.getAllByRole("button", { name: "Match upper and lower case" })[0] as HTMLElement);
    expect(await screen.findByText(/Draft, not live · 1 change vs live/)).toBeTruthy();
    expect(screen.getByTestId("trigger-sentence").textContent).toContain("(exact case)");
  });
});
