import type { SourceAction } from "../../api/sources";
import type { Source } from "../../api/types";

/** True once the source is where the action should have brought it, or has gone somewhere else for good. */
export function isSettled(action: SourceAction, asked: string, now: Source): boolean {
  if (action === "stop") return ["off", "invalid", "untrusted"].includes(now.state);
  if (now.state === "starting") return false;
  return action === "start" ? now.state !== "off" : now.state_since !== asked;
}
