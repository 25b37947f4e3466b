// What the parts of the stand-in engine share: its state, its routes, and the shapes of answers.
import type {
  ChangeKind,
  EventDetail,
  HeldGroup,
  Problem,
  RunDetail,
  Shadow,
  Source,
  Trigger,
  Workflow,
} from "../api/types";
import type { HostAnswer } from "./types";

export type FakeState = {
  sources: Source[];
  events: EventDetail[];
  triggers: Trigger[];
  workflows: Workflow[];
  runs: RunDetail[];
  held: HeldGroup[];
  shadows: Map<string, Shadow>;
  paused: boolean;
  firstRun: boolean;
};
export type Handler = (match: string[], query: URLSearchParams, body: unknown) => unknown;
export type Route = [string, RegExp, Handler];

/** What a part of the API stands on. */
export type Around = {
  state: FakeState;
  changed: (kind: ChangeKind, id: string) => void;
  notFound: (what: string, id: string) => HostAnswer;
};

export const refuse = (status: number, code: string, title: string, detail: string): HostAnswer => ({
  status,
  body: { type: "about:blank", title, status, code, detail } satisfies Problem,
});
export const list = <T>(items: T[]) => ({
  items,
  next_cursor: null,
  total: items.length,
  total_is_exact: true,
});
export const isAnswer = (value: unknown): value is HostAnswer =>
  typeof value === "object" && value !== null && "status" in value && "body" in value;
