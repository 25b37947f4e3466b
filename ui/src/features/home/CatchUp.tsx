// What was found after nobody watched: one line a report, with what can be said about it.
import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { answerCatchUp, catchUpQuery, dismissCatchUp } from "../../api/files";
import type { CatchUpReport } from "../../api/types";
import { IconButton, problemToast, RelativeTime, StatusIcon, toast } from "../../components";
import { formatNumber, formatSpan, plural } from "../../lib/format";

const CatchUpFiles = lazy(() => import("./CatchUpFiles").then((m) => ({ default: m.CatchUpFiles })));

const LOOK: Record<CatchUpReport["state"], string> = {
  ran: "succeeded",
  waiting: "held",
  done: "succeeded",
  skipped: "skipped",
};

/** Starting more at once than this is asked about first. */
const ASK_OVER = 20;

/** What became of it, in a sentence. */
export function said(report: CatchUpReport): string {
  const more = report.open ? " Still looking." : "";
  switch (report.state) {
    case "waiting": {
      const ran = report.runs > 0 ? `${plural(report.runs, "run")} started` : "nothing of it has run yet";
      return `${plural(report.held, "match waits", "matches wait")} for you; ${ran}.${more}`;
    }
    case "skipped":
      return `Skipped; nothing of it ran.${more}`;
    default:
      return report.runs > 0 ? `${plural(report.runs, "run")} started.${more}` : `No trigger matched.${more}`;
  }
}

function Row({ report }: { report: CatchUpReport }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const refresh = () => client.invalidateQueries();
  const answer = useMutation({
    mutationFn: (what: "run" | "skip") =>
      answerCatchUp(report.id, what).then(({ count }) => ({ what, count })),
    onSuccess: ({ what, count }) => {
      toast(
        what === "run" ? `${plural(count, "run")} started.` : `${plural(count, "match", "matches")} skipped.`,
      );
      refresh();
    },
    onError: problemToast,
  });
  const dismiss = useMutation({
    mutationFn: () => dismissCatchUp(report.id),
    onSuccess: refresh,
    onError: problemToast,
  });
  const waiting = report.state === "waiting";
  return (
    <li className="attention-row" data-testid="catch-up-row" data-state={report.state}>
      <StatusIcon status={LOOK[report.state]} iconOnly size={16} />
      <div className="attention-text">
        <p className="attention-title" title={report.title}>
          {report.title}
        </p>
        <p className="muted" title={said(report)}>
          {report.source_name}
          {report.from && <span className="num"> · {formatSpan(report.from, report.to)}</span>} ·{" "}
          {said(report)}
        </p>
      </div>
      <span className="faint attention-when">
        <RelativeTime at={report.to} />
      </span>
      <span className="attention-actions">
        {waiting && (
          <Button
            data-testid="catch-up-run"
            loading={answer.isPending && answer.variables === "run"}
            onClick={() => (report.held > ASK_OVER ? setAsking(true) : answer.mutate("run"))}
          >
            Run all {formatNumber(report.held)}
          </Button>
        )}
        <Button variant="default" data-testid="catch-up-files" onClick={() => setOpen(true)}>
          {waiting ? "Choose…" : "Show files"}
        </Button>
        {waiting ? (
          <Button
            variant="default"
            data-testid="catch-up-skip"
            loading={answer.isPending && answer.variables === "skip"}
            onClick={() => answer.mutate("skip")}
          >
            Skip
          </Button>
        ) : (
          <IconButton
            icon={<X size={14} />}
            label={`Dismiss: ${report.title}`}
            onClick={() => dismiss.mutate()}
          />
        )}
      </span>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Start ${formatNumber(report.held)} runs at once`}
      >
        <p>
          Each match starts its trigger's workflow. Steps that write, move or send something do so each time.
        </p>
        <div className="ask-foot">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            Not now
          </Button>
          <Button
            onClick={() => {
              setAsking(false);
              answer.mutate("run");
            }}
          >
            Run {formatNumber(report.held)}
          </Button>
        </div>
      </Modal>
      {open && (
        <Suspense>
          <CatchUpFiles report={report} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  );
}

export function CatchUp() {
  const reports = useQuery(catchUpQuery).data ?? [];
  if (reports.length === 0) return null;
  // What waits stays in sight; of the rest the newest few are news.
  const shown = [
    ...reports.filter((report) => report.state === "waiting"),
    ...reports.filter((report) => report.state !== "waiting").slice(0, 3),
  ];
  return (
    <section aria-labelledby="catch-up-title">
      <h2 id="catch-up-title" className="overline section-title">
        While nobody watched
      </h2>
      <ul className="panel">
        {shown.map((report) => (
          <Row key={report.id} report={report} />
        ))}
      </ul>
    </section>
  );
}
