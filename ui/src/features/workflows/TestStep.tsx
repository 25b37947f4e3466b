// Runs one step with what is on screen and shows what came of it, next to its form.
import { Button, Popover } from "@mantine/core";
import { useState } from "react";
import { api, problemOf } from "../../api/client";
import type { LogLine, Problem, RunError, Step, StepType } from "../../api/types";
import { Duration, ErrorState, JsonTree, StatusIcon } from "../../components";
import { TOUCHES } from "../../lib/touches";

export interface TestResult {
  output?: Record<string, unknown>;
  error?: RunError | Problem;
  input: Record<string, unknown>;
  log: LogLine[];
  duration_ms: number;
}

interface Props {
  workflowId: string | null;
  step: Step;
  type: StepType | undefined;
  eventId: string | null;
  outputs: Record<string, Record<string, unknown>>;
  result: TestResult | undefined;
  onResult: (result: TestResult) => void;
}

/** Steps that change something ask once while the window is open. */
const allowed = new Set<string>();

export function TestStep({ workflowId, step, type, eventId, outputs, result, onResult }: Props) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState<Problem | null>(null);
  const effects = (type?.touches ?? []).filter((t) => t !== "files_read" && t !== "nothing");
  const run = async () => {
    allowed.add(step.type);
    setAsking(false);
    setBusy(true);
    setFailed(null);
    try {
      onResult(
        await api.post<TestResult>(`/api/workflows/${encodeURIComponent(workflowId ?? "draft")}/test-step`, {
          step,
          ...(eventId ? { event_id: eventId } : {}),
          steps: outputs,
        }),
      );
    } catch (error) {
      setFailed(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const error = result?.error;
  return (
    <section className="ts" aria-label="Test this step">
      <div className="ts-line">
        <Popover opened={asking} onChange={setAsking} trapFocus width={280} position="top-start">
          <Popover.Target>
            <Button
              variant="default"
              loading={busy}
              onClick={() => (effects.length > 0 && !allowed.has(step.type) ? setAsking(true) : run())}
              data-testid="test-step"
            >
              Test this step
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <p style={{ marginBlockEnd: 8 }}>
              The test is real: this step {effects.map((t) => TOUCHES[t]).join(", ")}. This is asked once.
            </p>
            <Button onClick={run}>Test it</Button>
          </Popover.Dropdown>
        </Popover>
        {result && !busy ? (
          <span role="status" className="ts-outcome">
            <StatusIcon status={error ? "failed" : "succeeded"} /> <Duration ms={result.duration_ms} />
          </span>
        ) : (
          <span className="faint">
            {eventId
              ? "Uses the sample event and the outputs shown under Data."
              : "No past event to use yet: references to the event are empty."}
          </span>
        )}
      </div>
      {failed ? <ErrorState problem={failed} /> : null}
      {error ? (
        <p className="sc-problem">
          {"message" in error ? error.message : error.detail} {error.fix ?? ""} <code>{error.code}</code>
        </p>
      ) : null}
      {result?.output ? (
        <div className="ts-output">
          <span className="overline">Output</span>
          <JsonTree value={result.output} label="Output of the test" />
        </div>
      ) : null}
      {result && result.log.length > 0 ? (
        <details className="sc-more">
          <summary>Log, {result.log.length} lines</summary>
          <pre className="ts-log">{result.log.map((l) => l.text).join("\n")}</pre>
        </details>
      ) : null}
    </section>
  );
}
