// A condition that no operator can say: one line of CEL, checked while it is written.
import { ActionIcon, Popover, Textarea } from "@mantine/core";
import { CircleHelp } from "lucide-react";
import type { Expression, Field } from "../../api/types";
import type { RowShell } from "./ConditionRow";
import { PassCount, UnknownPolicy } from "./RowCounts";
import { RowHandle } from "./RowHandle";
import { nodeKeys, RowMenu } from "./RowMenu";

interface Props extends RowShell {
  leaf: Expression;
  fields: Field[];
  onChange: (leaf: Expression) => void;
}

export function ExpressionRow({ path, leaf, fields, counts, total, problem, actions, ...rest }: Props) {
  const hintId = `cond-hint-${path}`;
  return (
    <li
      className="cond"
      id={`if-${path}`}
      data-testid="condition-row"
      data-problem={problem !== null || undefined}
      onKeyDown={nodeKeys(actions)}
      {...rest.hover}
    >
      <div className="cond-line">
        <RowHandle label="Move the expression" move={actions.move} />
        <div className="cond-expression">
          <Textarea
            id={`if-${path}-field`}
            aria-label="Expression"
            aria-describedby={hintId}
            autosize
            minRows={1}
            maxRows={6}
            spellCheck={false}
            error={problem !== null}
            placeholder="event.data.amount > 1000"
            value={leaf.expression}
            onChange={(e) => rest.onChange({ ...leaf, expression: e.currentTarget.value })}
          />
        </div>
        <Help fields={fields} />
        <PassCount counts={counts} total={total} />
        <RowMenu label="Condition menu" actions={actions} />
      </div>
      <div className="cond-under">
        <p className={problem ? "cond-hint cond-problem" : "cond-hint"} id={hintId}>
          {problem ?? "Expression (CEL): true matches, false doesn't."}
        </p>
        <UnknownPolicy unknown={counts?.unknown ?? 0} policy={leaf.if_unknown} onChange={rest.setPolicy} />
      </div>
    </li>
  );
}

const EXAMPLES = [
  ["event.data.amount > 1000.0", "a number compared"],
  ['event.data.name.startsWith("inv") && event.data.pages < 5', "two things at once"],
  ["size(event.data.items) > 2", "a list's length"],
  ['has(event.data.customer) && event.data.customer.city == "Rome"', "a field that may be missing"],
];

function Help({ fields }: { fields: Field[] }) {
  return (
    <Popover position="bottom-end" width={400} trapFocus>
      <Popover.Target>
        <ActionIcon aria-label="Help with expressions" className="cond-side">
          <CircleHelp size={14} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="cond-help">
        <p>
          One expression in CEL that is true or false. A field that an event lacks makes it unknown, never
          true.
        </p>
        <dl>
          {EXAMPLES.map(([code, text]) => (
            <div key={code}>
              <dt>
                <code>{code}</code>
              </dt>
              <dd className="muted">{text}</dd>
            </div>
          ))}
        </dl>
        {fields.length > 0 ? (
          <p className="muted">
            Fields here:{" "}
            {fields.slice(0, 8).map((f, i) => (
              <span key={f.path}>
                {i > 0 ? ", " : ""}
                <code>event.data.{f.path}</code>
              </span>
            ))}
          </p>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
