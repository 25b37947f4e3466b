// One comparison: field, operator, value, upper/lower case, and how many past events pass it.
import { ActionIcon, Tooltip } from "@mantine/core";
import type { Field, IfUnknown, Leaf, Op } from "../../api/types";
import { Picker } from "../../components/Picker";
import { isNotForm, newLeaf, type OperatorInfo, operatorInfo, operatorsFor, withOperator } from "./operators";

import { type Counts, PassCount, UnknownPolicy } from "./RowCounts";
import { RowHandle } from "./RowHandle";
import { RowHint } from "./RowHint";
import { type NodeActions, nodeKeys, RowMenu } from "./RowMenu";
import { ValueBox } from "./ValueBox";

/** What every row has, comparison or expression. */
export interface RowShell {
  path: string;
  counts: Counts | undefined;
  total: number | undefined;
  problem: string | null;
  actions: NodeActions;
  setPolicy: (policy: IfUnknown) => void;
  hover: {
    onMouseEnter: () => void;
    onMouseLeave: () => void;
    onFocus: () => void;
    onBlur: () => void;
  };
}

interface Props extends RowShell {
  leaf: Leaf;
  fields: Field[];
  onChange: (leaf: Leaf) => void;
  /** Enter in the value: on to the next condition. */
  onNext: () => void;
}

export function ConditionRow({ path, leaf, fields, counts, total, problem, actions, ...rest }: Props) {
  const field = fields.find((f) => f.path === leaf.field);
  const info = operatorInfo(leaf.op);
  const hintId = `cond-hint-${path}`;
  const change = rest.onChange;
  const pickField = (next: string) => {
    const target = fields.find((f) => f.path === next);
    const fits = operatorsFor(target).some((o) => o.op === leaf.op);
    change(fits ? { ...leaf, field: next } : { ...newLeaf(target), field: next });
  };
  const operators = operatorsFor(field);
  const item = (o: OperatorInfo) => ({ id: o.op, label: o.label, keywords: o.op });
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
        <RowHandle label={`Move the condition on ${leaf.field || "a field"}`} move={actions.move} />
        <div className="cond-field">
          <Picker
            compact
            width={340}
            id={`if-${path}-field`}
            label="Field"
            value={leaf.field || null}
            valueText={leaf.field || undefined}
            placeholder="Field…"
            groups={fieldGroups(fields)}
            create={{ text: (q) => `Use the field “${q}”`, run: pickField }}
            onPick={pickField}
          />
        </div>
        <div className="cond-op">
          <Picker
            compact
            width={240}
            id={`if-${path}-op`}
            label="Operator"
            value={leaf.op}
            valueText={info.label}
            groups={[
              { label: "Operators", items: operators.filter((o) => !isNotForm(o.op)).map(item) },
              { label: "The opposite", items: operators.filter((o) => isNotForm(o.op)).map(item) },
            ]}
            onPick={(op) => change(withOperator(leaf, op as Op))}
          />
        </div>
        <ValueBox
          onEnter={rest.onNext}
          leaf={leaf}
          field={field}
          onChange={(value) => change(value === undefined ? withoutValue(leaf) : { ...leaf, value })}
          label={`Value for ${leaf.field || "the condition"}`}
          describedBy={hintId}
          invalid={problem !== null}
        />
        {info.cased ? (
          <Tooltip label={leaf.case_sensitive ? "Upper and lower case must match" : "Any case matches"}>
            <ActionIcon
              className="cond-side"
              aria-label="Match upper and lower case"
              aria-pressed={leaf.case_sensitive === true}
              variant={leaf.case_sensitive ? "light" : "subtle"}
              onClick={() => change({ ...leaf, case_sensitive: !leaf.case_sensitive })}
            >
              <span className="cond-case">{leaf.case_sensitive ? "Aa" : "aa"}</span>
            </ActionIcon>
          </Tooltip>
        ) : null}
        <PassCount counts={counts} total={total} />
        <RowMenu label="Condition menu" actions={actions} />
      </div>
      <div className="cond-under">
        {problem ? (
          <p className="cond-hint cond-problem" id={hintId}>
            {problem}
          </p>
        ) : (
          <RowHint id={hintId} leaf={leaf} field={field} />
        )}
        <UnknownPolicy unknown={counts?.unknown ?? 0} policy={leaf.if_unknown} onChange={rest.setPolicy} />
      </div>
    </li>
  );
}

function withoutValue(leaf: Leaf): Leaf {
  const { value: _, ...rest } = leaf;
  return rest;
}

function fieldGroups(fields: Field[]) {
  return [{ label: "Fields of the event", items: fields.map(fieldItem) }];
}

function fieldItem(field: Field) {
  const sample =
    field.sample !== undefined && typeof field.sample !== "object" ? clip(String(field.sample)) : undefined;
  const seen = field.seen !== undefined && field.seen_of ? `in ${field.seen} of ${field.seen_of}` : undefined;
  return {
    id: field.path,
    label: field.path,
    hint: [
      field.inferred ? `${field.type}, seen` : (field.format ?? field.type),
      sample,
      seen,
      field.drift?.text,
    ]
      .filter(Boolean)
      .join(" · "),
    keywords: field.description,
  };
}

const SAMPLE_CHARS = 40;

function clip(text: string): string {
  return text.length <= SAMPLE_CHARS ? text : `${text.slice(0, SAMPLE_CHARS - 1)}…`;
}
