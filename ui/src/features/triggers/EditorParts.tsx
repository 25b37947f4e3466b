// The pieces around the editor's controls: numbered blocks, name and state, warnings, what differs from the live one.
import { Button, Switch, TextInput } from "@mantine/core";
import type { Trigger, TriggerProblem } from "../../api/types";
import { Prose, StatusIcon } from "../../components";
import { plural } from "../../lib/format";

/** What would not keep the draft from being saved, but is worth a look: a loop that can be seen. */
export function Warnings({ problems }: { problems: TriggerProblem[] }) {
  return problems.map((p) => (
    <p className="te-warning" key={p.code + p.title} data-testid="trigger-warning">
      <StatusIcon status={p.severity} iconOnly />
      <span>
        <strong>
          <Prose text={p.title} />
        </strong>{" "}
        <Prose text={`${p.detail}${p.fix ? ` ${p.fix}` : ""}`} />
      </span>
    </p>
  ));
}

export function Block({
  number,
  title,
  wide,
  children,
}: {
  number?: number;
  title: string;
  wide?: boolean;
  children: React.ReactNode;
}) {
  return (
    <section className="te-block" data-wide={wide || undefined}>
      <h2 className="te-title">
        {number ? <span className="te-number">{number}</span> : <span className="te-unnumbered" />} {title}
      </h2>
      <div className="te-content">{children}</div>
    </section>
  );
}

export function DraftState({
  live,
  dirty,
  different,
}: {
  live: Trigger | null;
  dirty: boolean;
  different: string[];
}) {
  if (!live) return <span>{dirty ? "Draft, not live. Kept on this computer." : "Nothing is live yet"}</span>;
  if (different.length === 0) {
    return (
      <span className="te-live" title={`Revision ${live.revision}`}>
        <StatusIcon status={live.active ? "source_running" : "off"} label={live.active ? "On" : "Off"} />
        <span className="te-revision num">· revision {live.revision}</span>
      </span>
    );
  }
  return (
    <span className="te-draft" title={`Changed: ${different.join(", ")}`}>
      Draft, not live · {plural(different.length, "change")} vs live
    </span>
  );
}

interface NameProps {
  name: string;
  active: boolean;
  error: string | null;
  onName: (name: string) => void;
  onActive: (active: boolean) => void;
  /** Puts the draft on trial beside the live trigger; absent while nothing is live. */
  onTry: (() => void) | undefined;
  tryable: boolean;
}

export function NameAndState({ name, active, error, onName, onActive, onTry, tryable }: NameProps) {
  return (
    <>
      <TextInput
        id="trigger-name"
        aria-label="Name"
        value={name}
        placeholder="Follows the sentence above"
        error={error}
        onChange={(e) => onName(e.currentTarget.value)}
      />
      <Switch
        className="te-switch"
        label={active ? "On: runs as soon as it is saved" : "Off: saved, but runs nothing"}
        checked={active}
        onChange={(e) => onActive(e.currentTarget.checked)}
      />
      {onTry ? (
        <div className="te-try">
          <Button variant="default" onClick={onTry} disabled={!tryable} data-testid="trigger-try">
            Try beside the live one
          </Button>
          <span className="faint">
            The live one goes on; this one is judged on every event and runs nothing.
          </span>
        </div>
      ) : null}
    </>
  );
}
