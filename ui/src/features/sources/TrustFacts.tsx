// What a source could do if it ran, and who waits for it.
import { Link } from "@tanstack/react-router";
import { useTriggers } from "../../api/queries";
import type { Source, SourceTrust } from "../../api/types";
import { CopyButton, PathName } from "../../components";
import { plural } from "../../lib/format";
import { Facts, Row } from "./Facts";
import { commandLine } from "./trust";

function Declared({ values, none }: { values: string[]; none: string }) {
  if (values.length === 0) return <span className="faint">{none}</span>;
  return (
    <ul className="trust-values">
      {values.map((value) => (
        <li key={value}>
          <code>{value}</code>
        </li>
      ))}
    </ul>
  );
}

const SHOWN = 5;

function Waiting({ source }: { source: Source }) {
  const { data } = useTriggers({ source: source.id });
  const waiting = (data?.items ?? []).filter((trigger) => trigger.active);
  if (!data) return null;
  if (waiting.length === 0) return <span className="faint">No trigger listens to it yet.</span>;
  return (
    <>
      {plural(waiting.length, "trigger")} {waiting.length === 1 ? "waits" : "wait"} for it and{" "}
      {waiting.length === 1 ? "hears" : "hear"} nothing meanwhile:{" "}
      {waiting.slice(0, SHOWN).map((trigger, index) => (
        <span key={trigger.id}>
          {index > 0 && ", "}
          <Link to="/triggers/$id" params={{ id: trigger.id }}>
            {trigger.name}
          </Link>
        </span>
      ))}
      {waiting.length > SHOWN && ` and ${waiting.length - SHOWN} more`}
    </>
  );
}

export function TrustFacts({ source, trust }: { source: Source; trust: SourceTrust }) {
  const line = commandLine(trust.command);
  return (
    <>
      <Facts>
        <Row name="Runs">
          {line ? (
            <>
              <code className="trust-command">{line}</code>{" "}
              <CopyButton text={line} label="Copy command line" />
            </>
          ) : (
            <span className="faint">No program of its own</span>
          )}
        </Row>
        <Row name="Folders it declares">
          <Declared values={trust.permissions.folders} none="none" />
        </Row>
        <Row name="Network it declares">
          <Declared values={trust.permissions.network} none="none" />
        </Row>
        <Row name="Author">{source.author ?? <span className="faint">not named</span>}</Row>
        <Row name="Folder">
          <PathName path={source.path} />
          <CopyButton text={source.path} label="Copy folder" />
        </Row>
        <Row name="Triggers">
          <Waiting source={source} />
        </Row>
      </Facts>
      <p className="faint">
        What it declares is its author's word, not a fence: a program that runs may do whatever you may do.
      </p>
    </>
  );
}
