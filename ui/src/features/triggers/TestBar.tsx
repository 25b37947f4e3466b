// Below the editor: what the draft is tested with, what it says of it, and a real run with it.
import { SegmentedControl } from "@mantine/core";
import { useRef } from "react";
import { FileName, StatusIcon } from "../../components";
import { formatNumber, plural } from "../../lib/format";
import { focusLater } from "./ConditionGroup";
import { RunNow } from "./RunNow";
import { type TestMode, verdict } from "./tested";
import type { TestState } from "./useTested";
import type { TriggerEditorState } from "./useTriggerEditor";

const MODES: { value: TestMode; label: string }[] = [
  { value: "match", label: "Last match" },
  { value: "event", label: "Past event" },
  { value: "file", label: "File" },
  { value: "json", label: "JSON" },
];
const NO_MATCH = { status: "no_match", text: "None of these events would match; the newest is shown." };
const FIRST: Partial<Record<TestMode, string>> = { file: "test-file", json: "test-json" };

export function TestBar({ editor, test }: { editor: TriggerEditorState; test: TestState }) {
  const ofFiles = editor.fields.some((f) => f.path === "file_path");
  const { tested } = test;
  const { evaluation } = editor.preview;
  const noMatch = test.choice.mode === "match" && tested?.matched === false && evaluation?.matched === 0;
  const byPointer = useRef(false);
  const toField = (mode: TestMode) => {
    const first = FIRST[mode];
    if (first) focusLater(first);
  };
  const says = noMatch ? NO_MATCH : tested && verdict(tested);
  return (
    <section className="tt-bar" aria-label="Test" data-testid="test-bar">
      <span className="tt-label" id="test-label">
        Test with
      </span>
      <SegmentedControl
        size="xs"
        id="test-mode"
        aria-labelledby="test-label"
        value={test.choice.mode}
        // Arrows pass through the choices, so only a click or Enter goes on to the field.
        onPointerDown={() => {
          byPointer.current = true;
        }}
        onKeyDown={(event) => {
          byPointer.current = false;
          if (event.key === "Enter") toField(test.choice.mode);
        }}
        onChange={(mode) => {
          test.setMode(mode as TestMode);
          if (byPointer.current) toField(mode as TestMode);
        }}
        data={MODES.filter((m) => ofFiles || m.value !== "file")}
      />
      <p className="tt-verdict" role="status" data-testid="test-verdict">
        {tested && says ? (
          <>
            <StatusIcon status={says.status} iconOnly />
            {tested.subject && !tested.problem && !noMatch ? (
              <span className="tt-subject">
                <FileName name={tested.subject} />
              </span>
            ) : null}
            <span className="truncate" title={says.text}>
              {says.text}
            </span>
          </>
        ) : null}
      </p>
      {evaluation && evaluation.total > 0 ? (
        <span className="tt-count num" aria-hidden>
          {formatNumber(evaluation.matched)} of {formatNumber(evaluation.total)}
          {evaluation.runs === evaluation.matched ? "" : ` → ${plural(evaluation.runs, "run")}`}
        </span>
      ) : null}
      <RunNow workflow={editor.workflow} tested={tested} />
    </section>
  );
}
