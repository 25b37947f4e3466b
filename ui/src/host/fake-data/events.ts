// What came in there, and what waits for a yes.
import type { Decision, EventDetail, Explained, HeldGroup } from "../../api/types";
import { ago, HOME, PDF } from "./shared";

const NAMES = [
  "invoice-0142.pdf",
  "notes.pdf",
  "scan-882.pdf",
  "INVOICE_77.PDF",
  "contract Müller & Söhne 2026-04.pdf",
  "حساب-جديد.pdf",
  "invoice-881.pdf",
  "a-very-long-file-name-that-a-scanner-made-up-without-asking-anyone-2026-05-03-08-31-07.pdf",
  "invoice\u202efdp.exe.pdf",
  "総勘定元帳.pdf",
];
const leaf = (
  path: string,
  field: string,
  op: string,
  expected: unknown,
  actual: unknown,
  passed: boolean,
): Explained => ({
  kind: "leaf",
  path,
  field,
  op,
  text: `${field} ${op}`,
  expected,
  actual,
  missing: false,
  passed,
  result: passed ? "true" : "false",
});

export function fakeEvents(now: number, count = 60): EventDetail[] {
  return Array.from({ length: count }, (_, index) => {
    const name = NAMES[index % NAMES.length] as string;
    const at = ago(now, 12 + index * 47);
    const invoice = /invoice/i.test(name) && name !== "invoice-881.pdf";
    const rejected = index % 13 === 5;
    const size = name === "invoice-881.pdf" ? 38_000_000 : 60_000 + index * 9_137;
    const decisions: Decision[] = rejected
      ? []
      : [
          {
            trigger_id: "t-invoices",
            trigger_name: "Invoices",
            trigger_revision: 3,
            outcome: invoice ? "matched" : "no_match",
            blockers: invoice ? [] : ["0"],
            passed: invoice ? 2 : 1,
            total: 2,
            changed_since: false,
            ...(index === 10
              ? {
                  outcome: "suppressed" as const,
                  reason: {
                    code: "once",
                    text: "Already handled at 10:12 (same content).",
                    twin_event_id: "ev-0",
                    twin_run_id: "run-0",
                  },
                }
              : {}),
            run_id: invoice && index !== 10 ? `run-${index}` : undefined,
            explanation: {
              kind: "group",
              op: "all",
              passed: invoice,
              result: invoice ? "true" : "false",
              children: [
                leaf("0", "filename", "contains", "invoice", name, /invoice/i.test(name)),
                leaf("1", "file_size", "lt", 20_000_000, size, size < 20_000_000),
              ],
            },
          },
          {
            trigger_id: "t-contracts",
            trigger_name: "Contracts",
            trigger_revision: 1,
            outcome: "no_match",
            blockers: ["0"],
            passed: 0,
            total: 1,
            changed_since: true,
            would_match_now: false,
            explanation: {
              kind: "group",
              op: "all",
              passed: false,
              result: "false",
              children: [
                leaf("0", "source_folder", "inside_folder", `${HOME}/Contracts`, `${HOME}/Scans`, false),
              ],
            },
          },
          {
            trigger_id: "t-archive",
            trigger_name: "Archive all",
            trigger_revision: 2,
            outcome: "off",
            blockers: [],
            passed: 0,
            total: 0,
            changed_since: false,
            would_match_now: true,
            explanation: null,
          },
        ];
    const summary = {
      id: `ev-${index}`,
      source: rejected ? "my-Timer" : PDF,
      source_name: rejected ? "my-Timer" : "PDF Monitor",
      event_type: rejected ? "timer_fired" : "pdf_file_added",
      event_label: rejected ? "timer_fired" : "PDF file added",
      subject: rejected ? "timer_fired" : name,
      time: at,
      received_at: at,
      status: rejected ? ("rejected" as const) : ("accepted" as const),
      outcome: rejected ? ("rejected" as const) : invoice ? ("matched" as const) : ("none_matched" as const),
      matched: rejected ? 0 : invoice ? 1 : 0,
      not_matched: rejected ? 0 : invoice ? 1 : 2,
      off: rejected ? 0 : 1,
      suppressed: 0,
      held: 0,
      runs_total: invoice && !rejected ? 1 : 0,
      rejection: rejected
        ? {
            type: "about:blank",
            title: "No source has the id `my-Timer`. Did you mean `my-timer`?",
            status: 404,
            code: "EVT-001",
            detail: "Ids must match exactly, including capitals. The event was set aside.",
            fix: 'Send it with "source": "my-timer".',
            suggestion: "my-timer",
          }
        : undefined,
    };
    return {
      ...summary,
      data: rejected
        ? { timer_id: "default" }
        : {
            filename: name,
            file_path: `${HOME}/Scans/${name}`,
            file_size: size,
            ...(name === "scan-882.pdf" ? {} : { content_type: "application/pdf" }),
            source_folder: `${HOME}/Scans`,
            detected_at: at,
          },
      metadata: { source: summary.source, timestamp: at, user_id: null, additional_data: {} },
      decisions,
      runs: [],
      other_triggers: 6,
    };
  });
}

export function fakeHeld(events: EventDetail[]): HeldGroup[] {
  const some = events.filter((event) => event.status === "accepted").slice(20, 32);
  if (some.length === 0) return [];
  return [
    {
      trigger_id: "t-contracts",
      trigger_name: "Contracts",
      reason: {
        code: "flood",
        text: "212 files arrived in 8 seconds, more than your limit of 100. None has run yet.",
      },
      count: 212,
      since: some.at(-1)?.time ?? "",
      latest: some[0]?.time ?? "",
      events: some.map((event) => ({ event_id: event.id, subject: event.subject, time: event.time })),
    },
  ];
}
