import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import { keysFor, Refresher } from "./live";
import type { ChangeBatch } from "./types";

const batch = (kind: ChangeBatch["changes"][number]["kind"], id: string): ChangeBatch => ({
  type: "changes",
  seq: 1,
  changes: [{ kind, id }],
});

afterEach(() => vi.useRealTimers());

describe("live changes", () => {
  it("names the lists and the one object a change touches", () => {
    expect(keysFor("run", "r1")).toContainEqual(["runs"]);
    expect(keysFor("run", "r1")).toContainEqual(["run", "r1"]);
    expect(keysFor("log", "r1")).toEqual([["run-log", "r1"]]);
  });

  it("asks again after the answer that was on its way, instead of starting it over", async () => {
    vi.useFakeTimers();
    const client = new QueryClient();
    const answers: ((value: number) => void)[] = [];
    const fetcher = vi.fn(() => new Promise<number>((resolve) => answers.push(resolve)));
    const stop = new QueryObserver(client, { queryKey: ["runs"], queryFn: fetcher }).subscribe(() => {});
    const refresher = new Refresher(client);
    refresher.take(batch("run", "r1"));
    await vi.advanceTimersByTimeAsync(500);
    expect(fetcher).toHaveBeenCalledTimes(1);
    answers[0]?.(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(fetcher).toHaveBeenCalledTimes(2);
    answers[1]?.(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(fetcher).toHaveBeenCalledTimes(2);
    refresher.stop();
    stop();
  });

  it("leaves alone what nobody has opened, however many events come", async () => {
    vi.useFakeTimers();
    const client = new QueryClient();
    const invalidate = vi.spyOn(client, "invalidateQueries");
    client.setQueryData(["event", "opened"], 1);
    const refresher = new Refresher(client);
    for (const id of ["a", "b", "opened"]) refresher.take(batch("event", id));
    await vi.advanceTimersByTimeAsync(500);
    const single = invalidate.mock.calls
      .map(([filter]) => filter?.queryKey)
      .filter((key) => key?.[0] === "event");
    expect(single).toEqual([["event", "opened"]]);
    refresher.stop();
  });

  it("refetches everything when the engine says the sequence is too old", () => {
    const client = new QueryClient();
    const invalidate = vi.spyOn(client, "invalidateQueries");
    new Refresher(client).take({ type: "reset", seq: 9, changes: [] });
    expect(invalidate).toHaveBeenCalledWith();
  });
});
