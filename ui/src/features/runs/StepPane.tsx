// The right side of a run: log, input, output, error and attempts of one step.
import { Tabs } from "@mantine/core";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { RunDetail, StepRun } from "../../api/types";
import { CopyButton, Duration, ErrorState, JsonTree, RelativeTime, StatusIcon } from "../../components";
import { LogView } from "./LogView";
import { longText, type RunTab } from "./timeline";

interface Props {
  run: RunDetail;
  step: StepRun | null;
  tab: RunTab;
  live: boolean;
  onTab: (tab: RunTab) => void;
}

export function StepPane({ run, step, tab, live, onTab }: Props) {
  const navigate = useNavigate();
  const { hash } = useLocation();
  const asked = /^L(\d+)$/.exec(hash.replace(/^#/, ""));
  const error =
    step?.error ??
    (run.error && (!run.error.step_id || run.error.step_id === step?.id) ? run.error : undefined);
  const shown: RunTab = tab === "error" && !error ? "log" : tab;
  return (
    <div className="step-pane">
      <div className="step-title">
        {step ? (
          <>
            <StatusIcon status={step.status} />
            <h2 className="truncate">
              {step.index + 1} {step.name}
            </h2>
            <code className="faint">{step.type}</code>
          </>
        ) : (
          <h2>Log</h2>
        )}
      </div>
      {error && shown !== "error" ? <ErrorLine error={error} /> : null}
      {step?.may_have_run_twice ? (
        <p className="step-note">
          This step was cut off and started again, so what it does may have happened twice.
        </p>
      ) : null}
      <Tabs value={shown} onChange={(v) => v && onTab(v as RunTab)} keepMounted={false} className="step-tabs">
        <Tabs.List aria-label="Details of the step">
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="input">Input</Tabs.Tab>
          <Tabs.Tab value="output">Output</Tabs.Tab>
          {error ? <Tabs.Tab value="error">Error</Tabs.Tab> : null}
          <Tabs.Tab value="attempts">
            Attempts{step && step.attempts.length > 1 ? ` ${step.attempts.length}` : ""}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log" className="step-panel">
          <LogView
            runId={run.id}
            live={live}
            failed={run.status === "failed"}
            stepIndex={step?.index ?? null}
            stepNames={run.steps.map((s) => `${s.index + 1} ${s.name}`)}
            line={asked ? Number(asked[1]) : null}
            onLine={(n) => navigate({ to: ".", search: true, hash: `L${n}`, replace: true })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="input" className="step-panel step-scroll" tabIndex={0}>
          <Data
            value={step?.input ?? null}
            empty="This step has not been given its input yet."
            label="Input"
          />
        </Tabs.Panel>
        <Tabs.Panel value="output" className="step-panel step-scroll" tabIndex={0}>
          <Output step={step} />
        </Tabs.Panel>
        {error ? (
          <Tabs.Panel value="error" className="step-panel step-scroll" tabIndex={0}>
            <ErrorState
              problem={{
                type: "about:blank",
                title: error.message,
                status: 0,
                code: error.code,
                detail: error.message,
                ...(error.fix ? { fix: error.fix } : {}),
                place: step ? `step ${step.index + 1}, ${step.name}` : undefined,
              }}
            />
          </Tabs.Panel>
        ) : null}
        <Tabs.Panel value="attempts" className="step-panel step-scroll" tabIndex={0}>
          <Attempts step={step} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function ErrorLine({ error }: { error: NonNullable<StepRun["error"]> }) {
  return (
    <div className="step-error" role="note">
      <StatusIcon status="failed" iconOnly />
      <div>
        <p className="step-error-text">{error.message}</p>
        <p className="muted">
          {error.fix ? `${error.fix} ` : ""}
          <code className="faint">{error.code}</code>
        </p>
      </div>
    </div>
  );
}

function Data({
  value,
  empty,
  label,
}: {
  value: Record<string, unknown> | null;
  empty: string;
  label: string;
}) {
  if (value === null) return <p className="step-empty">{empty}</p>;
  return (
    <>
      <div className="step-tools">
        <CopyButton text={JSON.stringify(value, null, 2)}>Copy as JSON</CopyButton>
      </div>
      <JsonTree value={value} label={label} />
    </>
  );
}

const TEXT_SHOWN = 200_000;

function Output({ step }: { step: StepRun | null }) {
  const output = step?.output ?? null;
  const text = longText(output);
  const [whole, setWhole] = useState(false);
  if (!output)
    return (
      <p className="step-empty">
        {step?.status === "failed" ? "The step failed before it had an output." : "No output yet."}
      </p>
    );
  const rest = text ? Object.fromEntries(Object.entries(output).filter(([key]) => key !== text.key)) : output;
  const cut = text !== null && !whole && text.text.length > TEXT_SHOWN;
  return (
    <>
      <div className="step-tools">
        {text ? <CopyButton text={text.text}>Copy {text.key}</CopyButton> : null}
        <CopyButton text={JSON.stringify(output, null, 2)}>Copy as JSON</CopyButton>
      </div>
      {step?.output_truncated ? (
        <p className="step-note">The output was too large to keep whole; this is its beginning.</p>
      ) : null}
      {Object.keys(rest).length > 0 ? <JsonTree value={rest} label="Output" /> : null}
      {text ? (
        <section aria-label={text.key}>
          <h3 className="step-text-name">
            {text.key} <span className="faint num">{text.text.length.toLocaleString("en")} characters</span>
          </h3>
          <pre className="step-text" dir="auto" data-testid="output-text">
            {cut ? text.text.slice(0, TEXT_SHOWN) : text.text}
          </pre>
          {cut ? (
            <button type="button" className="log-more" onClick={() => setWhole(true)}>
              show all {text.text.length.toLocaleString("en")} characters
            </button>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function Attempts({ step }: { step: StepRun | null }) {
  if (!step || step.attempts.length === 0)
    return <p className="step-empty">This step has not been tried yet.</p>;
  return (
    <table className="step-attempts">
      <caption className="sr-only">Attempts</caption>
      <thead>
        <tr>
          <th scope="col">Attempt</th>
          <th scope="col">Result</th>
          <th scope="col">Started</th>
          <th scope="col">Took</th>
          <th scope="col">What happened</th>
        </tr>
      </thead>
      <tbody>
        {step.attempts.map((attempt) => (
          <tr key={attempt.number}>
            <td className="num">{attempt.number}</td>
            <td>
              <StatusIcon status={attempt.status} />
            </td>
            <td>
              <RelativeTime at={attempt.started_at} />
            </td>
            <td>
              <Duration
                ms={attempt.ended_at ? Date.parse(attempt.ended_at) - Date.parse(attempt.started_at) : null}
                since={attempt.ended_at ? null : attempt.started_at}
              />
            </td>
            <td>
              {attempt.error ? (
                <>
                  {attempt.error.message} <code className="faint">{attempt.error.code}</code>
                </>
              ) : (
                <span className="faint">–</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
