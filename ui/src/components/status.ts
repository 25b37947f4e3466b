// What every status looks like: a silhouette, a tone and a word. Colour never stands alone.
import {
  Ban,
  Circle,
  CircleCheck,
  CircleDashed,
  CircleMinus,
  CircleQuestionMark,
  CircleSlash,
  Clock,
  EqualApproximately,
  EyeOff,
  File,
  FileCheck,
  FileQuestionMark,
  FileSymlink,
  FileX,
  Hand,
  type LucideIcon,
  OctagonX,
  Pause,
  RefreshCwOff,
  RotateCw,
  ShieldAlert,
  ShieldOff,
  ShieldQuestion,
  TriangleAlert,
  Unplug,
} from "lucide-react";

export type Tone = "ok" | "run" | "wait" | "fail" | "held" | "off";
export type Look = { label: string; tone: Tone; icon: LucideIcon | "ring" };

const look = (label: string, tone: Tone, icon: Look["icon"]): Look => ({ label, tone, icon });

const LOOKS: Record<string, Look> = {
  // runs and steps
  queued: look("Queued", "run", Clock),
  running: look("Running", "run", "ring"),
  waiting: look("Waiting", "wait", RotateCw),
  succeeded: look("Succeeded", "ok", CircleCheck),
  failed: look("Failed", "fail", OctagonX),
  cancelled: look("Cancelled", "off", CircleSlash),
  timed_out: look("Timed out", "fail", OctagonX),
  interrupted: look("Interrupted", "wait", TriangleAlert),
  skipped: look("Skipped", "off", CircleMinus),
  pending: look("Not started", "off", Circle),
  // sources
  off: look("Off", "off", CircleDashed),
  starting: look("Starting", "run", "ring"),
  source_running: look("Running", "ok", CircleCheck),
  builtin: look("Built in", "ok", CircleCheck),
  backing_off: look("Restarting", "wait", RotateCw),
  crash_loop: look("Keeps crashing", "fail", OctagonX),
  invalid: look("Invalid", "wait", TriangleAlert),
  untrusted: look("Not trusted yet", "held", ShieldQuestion),
  changed: look("Changed, not trusted", "held", ShieldAlert),
  blocked: look("Blocked", "off", ShieldOff),
  paused: look("Paused", "held", Pause),
  // folders
  watching: look("Watching", "ok", CircleCheck),
  scanning: look("Looking through it", "run", "ring"),
  polling: look("Polling", "wait", RotateCw),
  missing: look("Missing", "fail", OctagonX),
  no_permission: look("No permission", "fail", Ban),
  not_answering: look("Not answering", "fail", Unplug),
  // one file
  file_present: look("Here", "ok", FileCheck),
  file_moved: look("Moved", "run", FileSymlink),
  file_deleted: look("Gone", "off", FileX),
  file_away: look("Can't be seen", "held", FileQuestionMark),
  file_event: look("Event", "run", File),
  // events and decisions
  matched: look("Matched", "ok", CircleCheck),
  ran: look("Ran", "ok", CircleCheck),
  no_match: look("No match", "off", CircleSlash),
  none_matched: look("No trigger matched", "off", CircleSlash),
  nothing_matched: look("Nothing matched", "off", CircleSlash),
  no_listener: look("No listener", "off", EyeOff),
  rejected: look("Rejected", "fail", OctagonX),
  error: look("Error", "fail", OctagonX),
  held: look("Held", "held", Hand),
  on: look("On", "ok", CircleCheck),
  warning: look("Warning", "wait", TriangleAlert),
  near_miss: look("Near miss", "wait", EqualApproximately),
  unknown: look("Unknown", "wait", CircleQuestionMark),
  suppressed: look("Suppressed", "off", CircleMinus),
  loop: look("Stopped, it triggers itself", "fail", RefreshCwOff),
};

export function statusLook(status: string): Look {
  return LOOKS[status] ?? { label: status.replaceAll("_", " "), tone: "off", icon: Circle };
}
