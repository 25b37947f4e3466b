// What the window says of files, over the stand-in engine.
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";

type Drop = (items: { name: string; size: number; folder: boolean; path: string }[]) => void;
let drop: Drop;
let sent: ReturnType<typeof vi.spyOn>;

async function open(path: string) {
  vi.resetModules();
  const { host } = await import("../host");
  vi.spyOn(host, "onDrop").mockImplementation((_onHover, onDrop) => {
    drop = (items) => onDrop(items, { x: 0, y: 0 });
    return () => undefined;
  });
  sent = vi.spyOn(host, "upload");
  window.history.replaceState(null, "", path);
  const { App } = await import("./App");
  render(<App />);
  return userEvent.setup();
}
/** From Home's list, a file that something ran for. */
async function openFirstFile() {
  const user = await open("/home");
  const rows = await screen.findAllByTestId("recent-file");
  const ran = rows.find((row) => row.textContent?.includes("Extract PDF text")) as HTMLElement;
  await user.click(within(ran).getAllByRole("link")[0] as HTMLElement);
  return user;
}
const text = (id: string) => screen.getByTestId(id).textContent ?? "";

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
});

it("Home names what was found after an absence, and skips what waits", async () => {
  const user = await open("/home");
  const row = await screen.findByTestId("catch-up-row");
  expect(row.textContent).toContain("While the app was off: 2 new, 1 changed");
  expect(within(row).getByTestId("catch-up-run").textContent).toBe("Run all 2");
  await user.click(within(row).getByTestId("catch-up-skip"));
  await waitFor(() => expect(text("catch-up-row")).toContain("Skipped; nothing of it ran."));
});

it("the story of a file leads to its run, which leads back", async () => {
  const user = await openFirstFile();
  const story = await screen.findByTestId("biography");
  expect(story.dataset.state).toBe("present");
  const [run] = within(story).getAllByRole("link", { name: /Extract PDF text succeeded/ });
  await user.click(run as HTMLElement);
  await user.click(await screen.findByTestId("run-file"));
  expect(await screen.findByTestId("biography")).toBeTruthy();
});

it("a file can be forgotten, once", async () => {
  const user = await openFirstFile();
  const button = await screen.findByTestId("file-forget");
  await user.click(button);
  expect(await screen.findByText("Forgotten. It runs again when it comes again.")).toBeTruthy();
  await user.click(button);
  expect(await screen.findByText("No trigger remembered it, so it may run already.")).toBeTruthy();
});

it("a trigger offers to run for the files already there, and says how far it is", async () => {
  const user = await open("/triggers/t-invoices");
  const offer = await screen.findByTestId("existing-offer");
  expect(offer.textContent).toContain("37 files already there match");
  await user.click(within(offer).getByTestId("existing-run"));
  await waitFor(() => expect(text("existing-progress")).toContain("Ran for 37 files that were there."));
});

it("a file of a watched folder that is dropped on any page shows its story; others are sent", async () => {
  await open("/workflows");
  await waitFor(() => expect(text("engine-status")).toContain("Engine running"));
  const file = (path: string) => [{ name: path.split("/").at(-1) ?? "", size: 1, folder: false, path }];
  act(() => drop(file("/elsewhere/notes.pdf")));
  await waitFor(() => expect(sent).toHaveBeenCalledOnce());
  act(() => drop(file("/home/marta/Scans/notes.pdf")));
  expect((await screen.findByTestId("biography")).textContent).toContain("notes.pdf");
  expect(sent).toHaveBeenCalledOnce();
});
