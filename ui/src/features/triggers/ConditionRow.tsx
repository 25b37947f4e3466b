// One condition: field, operator, value, upper/lower case, and how many past events pass it.
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { ArrowDown, ArrowUp, CopyPlus, MoreHorizontal, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";
import type { Field, Leaf, Op } from "../../api/types";
import { Picker } from "../../components/Picker";
import { formatBytes, formatNumber } from "../../lib/format";
import { isBytes, isDate, newLeaf, operatorInfo, operatorsFor, withOperator } from "./operators";
import { fieldHint } from "./sentence";
import { ValueBox } from "./ValueBox";

export interface RowActions {
  change: (leaf: Leaf) => void;
  remove: () => void;
  duplicate: () => void;
  move: (by: -1 | 1) => void;
}

interface Props {
  path: string;
  leaf: Leaf;
  fields: Field[];
  passed: number | undefined;
  total: number | undefined;
  problem: string | null;
  actions: RowActions;
  onHover: (path: string | null) => void;
}

export function ConditionRow({ path, leaf, fields, passed, total, problem, actions, onHover }: Props) {
  const field = fields.find((f) => f.path === leaf.field);
  const info = operatorInfo(leaf.op);
  const hint = fieldHint(field, field && isBytes(field.path) ? formatBytes : formatNumber);
  const hintId = `cond-hint-${path}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      actions.move(event.key === "ArrowUp" ? -1 : 1);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "d") {
      event.preventDefault();
      actions.duplicate();
    }
  };
  const pickField = (next: string) => {
    const target = fields.find((f) => f.path === next);
    const fits = operatorsFor(target).some((o) => o.op === leaf.op);
    actions.change(fits ? { ...leaf, field: next } : { ...newLeaf(target), field: next });
  };
  return (
    <li
      className="cond"
      id={`if-${path}`}
      data-testid="condition-row"
      data-problem={problem !== null || undefined}
      onKeyDown={onKeyDown}
      onMouseEnter={() => onHover(path)}
      onMouseLeave={() => onHover(null)}
      onFocus={() => onHover(path)}
      onBlur={() => onHover(null)}
    >
      <div className="cond-line">
        <div className="cond-field">
          <Picker
            compact
            width={320}
            id={`if-${path}-field`}
            label="Field"
            value={leaf.field || null}
            valueText={leaf.field || undefined}
            placeholder="Field…"
            groups={[{ label: "Fields of the event", items: fields.map(fieldItem) }]}
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
              {
                label: field && isDate(field) ? "Date and time" : "Operators",
                items: operatorsFor(field).map((o) => ({ id: o.op, label: o.label, keywords: o.op })),
              },
            ]}
            onPick={(op) => actions.change(withOperator(leaf, op as Op))}
          />
        </div>
        <ValueBox
          leaf={leaf}
          field={field}
          onChange={(value) => actions.change(value === undefined ? withoutValue(leaf) : { ...leaf, value })}
          label={`Value for ${leaf.field || "the condition"}`}
          describedBy={hintId}
          invalid={problem !== null}
        />
        {info.cased ? (
          <Tooltip label={leaf.case_sensitive ? "Upper and lower case must match" : "Any case matches"}>
            <ActionIcon
              aria-label="Match upper and lower case"
              aria-pressed={leaf.case_sensitive === true}
              variant={leaf.case_sensitive ? "light" : "subtle"}
              onClick={() => actions.change({ ...leaf, case_sensitive: !leaf.case_sensitive })}
            >
              <span className="cond-case">{leaf.case_sensitive ? "Aa" : "aa"}</span>
            </ActionIcon>
          </Tooltip>
        ) : null}
        <span
          className="cond-count num"
          title="Past events that pass this condition"
          data-testid="condition-count"
        >
          {passed === undefined || total === undefined ? "" : `${passed}/${total}`}
        </span>
        <RowMenu actions={actions} />
      </div>
      <p className={problem ? "cond-hint cond-problem" : "cond-hint"} id={hintId}>
        {problem ?? hint}
      </p>
    </li>
  );
}

function withoutValue(leaf: Leaf): Leaf {
  const { value: _, ...rest } = leaf;
  return rest;
}

function fieldItem(field: Field) {
  const sample =
    field.sample !== undefined && typeof field.sample !== "object" ? clip(String(field.sample)) : undefined;
  const seen = field.seen !== undefined && field.seen_of ? `in ${field.seen} of ${field.seen_of}` : undefined;
  return {
    id: field.path,
    label: field.path,
    hint: [field.format ?? field.type, sample, seen].filter(Boolean).join(" · "),
    keywords: field.description,
  };
}

export function RowMenu({ actions }: { actions: Pick<RowActions, "move" | "duplicate" | "remove"> }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Condition menu">
          <MoreHorizontal size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<ArrowUp size={14} />}
          rightSection={<kbd>Alt ↑</kbd>}
          onClick={() => actions.move(-1)}
        >
          Move up
        </Menu.Item>
        <Menu.Item
          leftSection={<ArrowDown size={14} />}
          rightSection={<kbd>Alt ↓</kbd>}
          onClick={() => actions.move(1)}
        >
          Move down
        </Menu.Item>
        <Menu.Item
          leftSection={<CopyPlus size={14} />}
          rightSection={<kbd>Ctrl D</kbd>}
          onClick={actions.duplicate}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item leftSection={<Trash2 size={14} />} onClick={actions.remove}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const SAMPLE_CHARS = 40;

function clip(text: string): string {
  return text.length <= SAMPLE_CHARS ? text : `${text.slice(0, SAMPLE_CHARS - 1)}…`;
}
