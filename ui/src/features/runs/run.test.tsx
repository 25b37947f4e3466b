// One run's page, against the in-memory engine.
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { List, RunSummary } from "../../api/types";
import { App } from "../../app/App";
import { router } from "../../app/router";
import { host } from "../../host";

async function open(status: string): Promise<RunSummary> {
  const list = (await host.request("GET", `/api/runs?status=${status}`)).body as List<RunSummary>;
  const run = list.items[0];
  if (!run) throw new Error(status);
  render(<App />);
  await act(() => router.navigate({ href: `/runs/${run.id}` }));
  await screen.findAllByTestId("step-row");
  return run;
}
const selected = () =>
  screen.getAllByTestId("step-row").findIndex((row) => row.getAttribute("aria-current") === "step");

describe("run page", () => {
  it("opens a failure at the failed step, with what to do and a retry", async () => {
    await open("failed");
    expect(selected()).toBe(2);
    expect(screen.getByRole("tab", { name: "Log" }).getAttribute("aria-selected")).toBe("true");
    expect(screen.getByText(/STEP-507/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Retry from step 3" })).toBeTruthy();
  });

  it("opens a success at its output, the text readable as text", async () => {
    await open("succeeded");
    expect(screen.getByRole("tab", { name: "Output" }).getAttribute("aria-selected")).toBe("true");
    expect(screen.getByTestId("output-text").textContent).toContain("ACME");
  });

  it("keeps the chosen step and tab in the address", async () => {
    const user = userEvent.setup({ delay: null });
    await open("succeeded");
    await user.click(screen.getAllByTestId("step-row")[0] as HTMLElement);
    await waitFor(() => expect(selected()).toBe(0));
    await user.click(screen.getByRole("tab", { name: "Attempts" }));
    await waitFor(() =>
      expect(router.state.location.search).toMatchObject({ step: "read", tab: "attempts" }),
    );
  });
});
