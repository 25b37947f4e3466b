// The whole window over the stand-in engine: frame, navigation, first run.
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

async function open(path: string, fake?: string) {
  vi.resetModules();
  if (fake) sessionStorage.setItem("prama-fake", fake);
  window.history.replaceState(null, "", path);
  const { App } = await import("./App");
  render(<App />);
}

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

it("shows what needs attention, and the state of the engine in the status bar", async () => {
  await open("/");
  expect(await screen.findByRole("heading", { level: 1, name: "Home" })).toBeTruthy();
  expect((await screen.findAllByTestId("attention-row")).length).toBe(5);
  await waitFor(() => expect(screen.getByTestId("engine-status").textContent).toContain("Engine running"));
  expect(screen.getByRole("navigation", { name: "Main" })).toBeTruthy();
});

it("goes from launch to a watched folder on one card", async () => {
  const user = userEvent.setup();
  await open("/home", "first-run");
  const card = await screen.findByTestId("first-run-card");
  await user.click(within(card).getByRole("button", { name: "Turn on" }));
  expect(await within(card).findByText("Choose a folder first.")).toBeTruthy();
  await user.type(within(card).getByLabelText("When a PDF is added to"), "~/Scans");
  expect(await within(card).findByText(/37 PDFs inside, readable/)).toBeTruthy();
  await user.click(within(card).getByRole("button", { name: "Turn on" }));
  const watching = await screen.findByTestId("first-run-watching");
  expect(watching.textContent).toContain("~/Scans");
  await waitFor(() => expect(screen.getByTestId("engine-status").textContent).toContain("1 folder watched"));
});

it("frames every error of an invalid source with its line", async () => {
  await open("/sources/my-timer");
  const frame = await screen.findByTestId("invalid-frame");
  expect(frame.textContent).toContain("at line 12, column 5");
  expect(frame.textContent).toContain("2 errors");
});

it("explains an event: expected and actual value of each condition", async () => {
  await open("/events/ev-1");
  const rows = await screen.findAllByTestId("decision-row");
  expect(rows.length).toBe(3);
  const table = within(rows[0] as HTMLElement).getByRole("table");
  expect(table.textContent).toContain("invoice");
  expect(table.textContent).toContain("notes.pdf");
});

it("says so when an address leads nowhere", async () => {
  await open("/no-such-page");
  expect(await screen.findByRole("heading", { level: 1, name: "Not found" })).toBeTruthy();
});
