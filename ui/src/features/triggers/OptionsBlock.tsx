// Block 4: what else the trigger heeds. Folded it is one line; open, each option is a switch and one sentence.
import { Button, Switch } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Field, OptionText, Source, TriggerOptions } from "../../api/types";
import { OptionControls } from "./OptionControls";
import { DEFAULTS, isRecommended, OPTIONS, type OptionInfo, spanText } from "./options";
import "./options.css";

interface Props {
  options: TriggerOptions;
  /** The options in words. */
  texts: OptionText[];
  source: Source | undefined;
  fields: Field[];
  open: boolean;
  onOpen: (open: boolean) => void;
  problemAt: (key: string) => string | null;
  onChange: (options: TriggerOptions) => void;
}

export function OptionsBlock(props: Props) {
  const { open, onOpen } = props;
  const texts = props.texts.map((t) => t.text.replace(/\.$/, ""));
  return (
    <div className="opt">
      <div className="opt-head">
        <p className="opt-summary" data-testid="options-summary">
          {texts.length > 0 ? texts.join(" · ") : "None: every match starts a run at once."}
        </p>
        <Button variant="subtle" id="trigger-options" aria-expanded={open} onClick={() => onOpen(!open)}>
          {open ? "Done" : "Edit"}
        </Button>
      </div>
      <Settled source={props.source} />
      {open ? (
        <ul className="opt-list">
          {OPTIONS.map((info) => (
            <OptionRow key={info.key} info={info} {...props} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function OptionRow({ info, options, source, fields, problemAt, onChange }: Props & { info: OptionInfo }) {
  const { key } = info;
  const on = options[key] !== undefined;
  const problem = problemAt(key);
  const toggle = (next: boolean) => {
    const { [key]: _, ...rest } = options;
    onChange(next ? { ...rest, [key]: DEFAULTS[key] } : rest);
  };
  return (
    <li className="opt-row" data-on={on || undefined} data-testid="option-row">
      <Switch
        id={`opt-${key}`}
        checked={on}
        onChange={(e) => toggle(e.currentTarget.checked)}
        label={
          <span className="opt-label">
            <span className="opt-name">{info.label}</span>
            {isRecommended(key, source, fields) ? <span className="opt-tag">recommended</span> : null}
            <span className="opt-what">{info.what}</span>
          </span>
        }
      />
      {on ? (
        <div className="opt-controls" role="group" aria-label={info.label}>
          <OptionControls options={options} name={key} fields={fields} onChange={onChange} />
          {problem ? (
            <p className="opt-problem" role="alert">
              {problem}
            </p>
          ) : null}
        </div>
      ) : null}
    </li>
  );
}

/** Folders wait until a file is fully written; that is set at the source, for all its triggers. */
function Settled({ source }: { source: Source | undefined }) {
  const settle = source?.config.settle_ms;
  if (!source || source.folders.length === 0) return null;
  return (
    <p className="te-facts">
      {typeof settle === "number"
        ? `Files count once they are fully written: ${spanText(settle / 1000)} of quiet.`
        : "Files count once they are fully written."}
      <Link to="/sources/$id" params={{ id: source.id }} search={{ tab: "config" }}>
        Change at the source
      </Link>
    </p>
  );
}
