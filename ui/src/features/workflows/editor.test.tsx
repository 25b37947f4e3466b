// Building a workflow from the catalogue, against the in-memory engine.
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { List, Workflow } from "../../api/types";
import { App } from "../../app/App";
import { router } from "../../app/router";
import { host } from "../../host";

const workflows = async () => ((await host.request("GET", "/api/workflows")).body as List<Workflow>).items;
const open = async (href: string) => {
  render(<App />);
  await act(() => router.navigate({ href }));
  return screen.findByTestId("add-step");
};
const names = () => screen.getAllByTestId("workflow-step").map((s) => s.textContent);

beforeEach(() => localStorage.clear());

describe("workflow editor", () => {
  it("adds steps, maps an earlier step's output and saves", async () => {
    const user = userEvent.setup({ delay: null });
    const addStep = await open("/workflows/new");
    await user.type(screen.getByRole("textbox", { name: "Name" }), "Copy");
    await user.click(addStep);
    await user.click(await screen.findByRole("option", { name: /Read a file/, hidden: true }));
    await user.click(addStep);
    await user.click(await screen.findByRole("option", { name: /Write a file/, hidden: true }));
    await waitFor(() => expect(screen.getAllByTestId("workflow-step")).toHaveLength(2));

    await user.click(await screen.findByRole("textbox", { name: /^Text/ }));
    const data = screen.getByRole("region", { name: "1 Read a file" });
    await user.click(within(data).getByRole("button", { name: /^text/ }));
    expect(await screen.findByRole("button", { name: /Text: 1 Read a file › text/ })).toBeTruthy();

    await user.click(screen.getByTestId("workflow-save"));
    await waitFor(async () => {
      const saved = (await workflows()).find((w) => w.name === "Copy");
      expect(saved?.steps.map((s) => s.type)).toEqual(["file.read", "file.write"]);
      expect(saved?.steps[1]?.with.content).toBe("$" + "{{ steps.read.text }}");
    });
  });

  it("moves and deletes steps, warns of what they break, and takes it back", async () => {
    const user = userEvent.setup({ delay: null });
    await open("/workflows/extract-pdf-text");
    await waitFor(() => expect(screen.getAllByTestId("workflow-step")).toHaveLength(3));
    const before = names();
    await user.click(screen.getByRole("button", { name: "Move down (Alt ↓)" }));
    await waitFor(() => expect(names()[1]).toContain("Read PDF"));
    expect(screen.getByText(/Draft · \d+ change/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Move up (Alt ↑)" }));
    await waitFor(() => expect(names()).toEqual(before));

    await user.click(screen.getAllByTestId("workflow-step")[1] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Delete step" }));
    await waitFor(() => expect(screen.getAllByTestId("workflow-step")).toHaveLength(2));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(names()).toEqual(before));
  });

  it("tests one step and shows its output beside the form", async () => {
    const user = userEvent.setup({ delay: null });
    await open("/workflows/extract-pdf-text");
    await user.click(await screen.findByTestId("test-step"));
    const test = screen.getByRole("region", { name: "Test this step" });
    expect(await within(test).findByText("ACME S.p.A.")).toBeTruthy();
  });
});
