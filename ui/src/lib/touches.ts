// What a step touches outside the app, in words that follow "this step …".
import type { StepType, Workflow } from "../api/types";

type Touch = StepType["touches"][number];

export const TOUCHES: Record<Touch, string> = {
  files_read: "reads files",
  files_write: "writes files",
  network: "uses the network",
  process: "starts a program",
  screen: "shows something on screen",
  events: "sends events",
  nothing: "changes nothing",
};

const HARMLESS: Touch[] = ["files_read", "nothing"];

/** What running the workflow does outside the app: "moves, copies or writes files, uses the network"; empty when it only looks. */
export function effectsOf(workflow: Workflow, types: StepType[]): string[] {
  const touched = workflow.steps.flatMap((step) => types.find((t) => t.type === step.type)?.touches ?? []);
  return [...new Set(touched)].filter((t) => !HARMLESS.includes(t)).map((t) => TOUCHES[t]);
}
