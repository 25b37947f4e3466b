// The event that the draft is tested with: its values to click, or the file or the JSON that it is made of.
import { Button, Textarea, TextInput } from "@mantine/core";
import { problemOf } from "../../api/client";
import type { Problem } from "../../api/types";
import { ExplainedTree, JsonTree, Prose, StatusIcon } from "../../components";
import { host } from "../../host";
import type { Tested } from "./tested";
import type { TestState } from "./useTested";

interface Props {
  test: TestState;
  onPick: (path: string, value: unknown) => void;
}

export function TestedEvent({ test, onPick }: Props) {
  const { choice, tested } = test;
  const { own } = test;
  if (!own && !tested) return null;
  const problem = test.error ? problemOf(test.error) : tested?.problem;
  return (
    <section className="pv-event" aria-label="Selected event" aria-busy={test.behind}>
      <div className="pv-event-head">
        <span className="overline">{HEADS[choice.mode]}</span>
        <span className="faint truncate">
          {choice.mode === "json"
            ? "its data, or a whole event; nothing is stored"
            : "click a value to use it"}
        </span>
      </div>
      {choice.mode === "json" ? <Written test={test} problem={problem} /> : null}
      {choice.mode === "file" ? <ChosenFile test={test} problem={problem} /> : null}
      {choice.mode !== "json" && tested?.data ? (
        <JsonTree value={tested.data} onPick={onPick} label="Event data" />
      ) : null}
      {own && tested ? <Said tested={tested} /> : null}
    </section>
  );
}

const HEADS = {
  match: "Selected event",
  event: "Selected event",
  file: "A file",
  json: "JSON of an event",
};

type Given = { test: TestState; problem: Problem | undefined };

function Written({ test, problem }: Given) {
  return (
    <>
      <Textarea
        id="test-json"
        className="tt-json"
        aria-label="JSON of an event"
        aria-describedby="test-problem"
        error={problem !== undefined}
        spellCheck={false}
        autosize
        minRows={3}
        maxRows={12}
        value={test.choice.text}
        onChange={(e) => test.setText(e.currentTarget.value)}
      />
      <Wrong problem={problem} />
    </>
  );
}

function ChosenFile({ test, problem }: Given) {
  const choose = async () => {
    const [item] = await host.pickFiles();
    if (item?.path) test.setFile(item.path);
  };
  return (
    <>
      <div className="tt-file">
        <TextInput
          id="test-file"
          aria-label="Path of a file"
          aria-describedby="test-problem"
          placeholder="/home/…/invoice.pdf"
          error={problem !== undefined}
          spellCheck={false}
          value={test.choice.file}
          onChange={(e) => test.setFile(e.currentTarget.value)}
        />
        {host.kind === "tauri" ? (
          <Button variant="default" onClick={choose}>
            Choose…
          </Button>
        ) : null}
      </div>
      <Wrong problem={problem} />
    </>
  );
}

/** What is wrong with it, in the engine's words. */
function Wrong({ problem }: { problem: Problem | undefined }) {
  const more = (problem?.errors ?? []).filter((e) => e.message !== problem?.title);
  return (
    <div className="tt-problem" id="test-problem" data-testid="test-problem">
      {problem ? (
        <>
          <p>
            <StatusIcon status="rejected" iconOnly />
            <span>
              <strong>
                <Prose text={problem.title} />
              </strong>{" "}
              <Prose text={[problem.detail, problem.fix].filter(Boolean).join(" ")} />{" "}
              <code className="faint">{problem.code}</code>
            </span>
          </p>
          {more.length > 0 ? (
            <ul>
              {more.map((e) => (
                <li key={e.pointer + e.message}>
                  <Prose text={e.message} />
                </li>
              ))}
            </ul>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function Said({ tested }: { tested: Tested }) {
  if (!tested.explanation) return null;
  return <ExplainedTree explained={tested.explanation} caption="Conditions on this event" />;
}
