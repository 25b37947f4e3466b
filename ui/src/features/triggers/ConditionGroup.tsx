// A group of conditions with its all/any/none, nested up to three deep.
import { Button, SegmentedControl } from "@mantine/core";
import { FolderPlus, MousePointerClick, Plus, SquareFunction } from "lucide-react";
import type { Field, Leaf } from "../../api/types";
import { undoToast } from "../../components";
import { ConditionRow } from "./ConditionRow";
import {
  addNode,
  childPath,
  depthOf,
  duplicateNode,
  type Group,
  type GroupOp,
  heightOf,
  MAX_DEPTH,
  moveNode,
  type Node,
  nodeAt,
  type Row,
  removeNode,
  replaceNode,
  setGroupOp,
  setPolicy,
  ungroup,
  wrapInGroup,
} from "./conditions";
import { ExpressionRow } from "./ExpressionRow";
import { newLeaf } from "./operators";
import type { Counts } from "./RowCounts";
import { type NodeActions, nodeKeys, RowMenu } from "./RowMenu";
import "./conditions.css";

export interface GroupProps {
  group: Group;
  path: string;
  fields: Field[];
  counts: Map<string, Counts>;
  total: number | undefined;
  problemAt: (path: string) => string | null;
  edit: (change: (root: Group) => Group) => void;
  root: Group;
  onHover: (path: string | null) => void;
  /** Leads to the payload whose values can be picked; absent while there is none. */
  onPickFromEvent?: (() => void) | undefined;
}

const OPS = [
  { value: "all", label: "all" },
  { value: "any", label: "any" },
  { value: "none", label: "none" },
];
const GROUP_NAME = { all: "All of these", any: "Any of these", none: "None of these" } as const;

export function ConditionGroup(props: GroupProps) {
  const { group, path, edit } = props;
  const nested = path !== "";
  const actions = nodeActions(props, path);
  return (
    <div
      className="cond-group"
      data-depth={depthOf(path)}
      data-op={group.op}
      role="group"
      aria-label={GROUP_NAME[group.op]}
    >
      {group.children.length > 1 || nested || group.op !== "all" ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: keys of the controls inside
        <div className="cond-group-head" onKeyDown={nested ? nodeKeys(actions) : undefined}>
          <SegmentedControl
            id={nested ? `if-${path}-field` : undefined}
            aria-label="How conditions combine"
            value={group.op}
            onChange={(op) => edit((root) => setGroupOp(root, path, op as GroupOp))}
            data={OPS}
          />
          <span className="muted">of these</span>
          {nested ? <RowMenu label="Group menu" actions={actions} /> : null}
        </div>
      ) : null}
      <ul className="cond-rows">
        {group.children.map((child, i) => {
          const here = childPath(path, i);
          return child.kind === "group" ? (
            <li key={here}>
              <ConditionGroup {...props} group={child} path={here} />
            </li>
          ) : (
            <AnyRow key={here} node={child} path={here} group={props} />
          );
        })}
      </ul>
      <AddButtons {...props} />
    </div>
  );
}

function AnyRow({ node, path, group }: { node: Row; path: string; group: GroupProps }) {
  const { edit, onHover, fields } = group;
  const shell = {
    path,
    fields,
    counts: group.counts.get(path),
    total: group.total,
    problem: group.problemAt(path),
    actions: nodeActions(group, path),
    setPolicy: (policy: Parameters<typeof setPolicy>[2]) => edit((root) => setPolicy(root, path, policy)),
    hover: {
      onMouseEnter: () => onHover(path),
      onMouseLeave: () => onHover(null),
      onFocus: () => onHover(path),
      onBlur: () => onHover(null),
    },
  };
  const replace = (next: Node) => edit((root) => replaceNode(root, path, next));
  if (node.kind === "expression")
    return (
      <ExpressionRow {...shell} leaf={node.leaf} onChange={(leaf) => replace({ kind: "expression", leaf })} />
    );
  return (
    <ConditionRow
      {...shell}
      leaf={node.leaf}
      onChange={(leaf: Leaf) => replace({ kind: "leaf", leaf })}
      onNext={() => addTo(group, blank())}
    />
  );
}

const blank = (): Node => ({ kind: "leaf", leaf: newLeaf(undefined) });

/** Adds a row or group at the end and asks its first question: a comparison's list of fields opens by itself. */
function addTo({ group, path, edit }: GroupProps, node: Node) {
  edit((root) => addNode(root, path, node));
  const at = childPath(path, group.children.length);
  const id = `if-${node.kind === "group" ? childPath(at, 0) : at}-field`;
  if (node.kind === "expression") focusLater(id);
  else openLater(id);
}

function AddButtons(props: GroupProps) {
  const { group, path, onPickFromEvent } = props;
  const add = (node: Node) => addTo(props, node);
  return (
    <div className="cond-add">
      <Button
        variant="subtle"
        id={path === "" ? "trigger-if-add" : undefined}
        leftSection={<Plus size={14} aria-hidden />}
        onClick={() => add(blank())}
      >
        Condition
      </Button>
      {depthOf(path) < MAX_DEPTH - 1 ? (
        <Button
          variant="subtle"
          leftSection={<FolderPlus size={14} aria-hidden />}
          onClick={() => add({ kind: "group", op: group.op === "any" ? "all" : "any", children: [blank()] })}
        >
          Group
        </Button>
      ) : null}
      <Button
        variant="subtle"
        leftSection={<SquareFunction size={14} aria-hidden />}
        onClick={() => add({ kind: "expression", leaf: { expression: "" } })}
      >
        Expression
      </Button>
      {path === "" && onPickFromEvent ? (
        <Button
          variant="subtle"
          leftSection={<MousePointerClick size={14} aria-hidden />}
          onClick={onPickFromEvent}
        >
          Pick from an event
        </Button>
      ) : null}
    </div>
  );
}

function nodeActions({ edit, root }: GroupProps, path: string): NodeActions {
  const node = nodeAt(root, path);
  const what = node?.kind === "group" ? "Group" : "Condition";
  const nests = node ? depthOf(path) + heightOf(node) < MAX_DEPTH : false;
  return {
    remove: () => {
      edit((r) => removeNode(r, path));
      undoToast(`${what} deleted.`, () => edit(() => root));
      focusLater(`if-${path}-field`, "trigger-if-add");
    },
    duplicate: () => edit((r) => duplicateNode(r, path)),
    move: (by) => {
      const next = moveNode(root, path, by);
      edit(() => next.root);
      focusLater(`if-${next.path}-field`);
    },
    group: node?.kind !== "group" && nests ? () => edit((r) => wrapInGroup(r, path)) : undefined,
    ungroup: node?.kind === "group" && path !== "" ? () => edit((r) => ungroup(r, path)) : undefined,
  };
}

/** Focuses a control that the next paint brings; a second choice where it is gone. */
export function focusLater(id: string, orElse?: string) {
  setTimeout(() => {
    const found = document.getElementById(id) ?? (orElse ? document.getElementById(orElse) : null);
    found?.focus();
  }, 0);
}

/** Focuses a picker that the next paint brings, and opens it. */
function openLater(id: string) {
  setTimeout(() => {
    const found = document.getElementById(id);
    found?.focus();
    found?.click();
  }, 0);
}
