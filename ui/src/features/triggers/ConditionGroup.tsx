// A group of conditions with its all/any/none, nested up to three deep.
import { Button, SegmentedControl } from "@mantine/core";
import { FolderPlus, Plus } from "lucide-react";
import type { Field } from "../../api/types";
import { undoToast } from "../../components";
import { ConditionRow, RowMenu } from "./ConditionRow";
import {
  addNode,
  childPath,
  depthOf,
  duplicateNode,
  type Group,
  type GroupOp,
  MAX_DEPTH,
  moveNode,
  type Node,
  removeNode,
  replaceNode,
  setGroupOp,
} from "./conditions";
import { newLeaf } from "./operators";

export interface GroupProps {
  group: Group;
  path: string;
  fields: Field[];
  passes: Map<string, number>;
  total: number | undefined;
  problemAt: (path: string) => string | null;
  edit: (change: (root: Group) => Group) => void;
  root: Group;
  onHover: (path: string | null) => void;
}

export function ConditionGroup(props: GroupProps) {
  const { group, path, edit, fields } = props;
  const add = (node: Node) => {
    edit((root) => addNode(root, path, node));
    focusLater(`if-${childPath(path, group.children.length)}-field`);
  };
  return (
    <div className="cond-group" data-depth={depthOf(path)} role="group" aria-label={groupLabel(group.op)}>
      {group.children.length > 1 || path !== "" || group.op !== "all" ? (
        <div className="cond-group-head">
          <SegmentedControl
            aria-label="How conditions combine"
            value={group.op}
            onChange={(op) => edit((root) => setGroupOp(root, path, op as GroupOp))}
            data={[
              { value: "all", label: "all" },
              { value: "any", label: "any" },
              { value: "none", label: "none" },
            ]}
          />
          <span className="muted">of these</span>
          {path !== "" ? <RowMenu actions={nodeActions(props, path)} /> : null}
        </div>
      ) : null}
      <ul className="cond-rows">
        {group.children.map((child, i) => {
          const here = childPath(path, i);
          if (child.kind === "group") {
            return (
              <li key={here}>
                <ConditionGroup {...props} group={child} path={here} />
              </li>
            );
          }
          return (
            <ConditionRow
              key={here}
              path={here}
              leaf={child.leaf}
              fields={fields}
              passed={props.passes.get(here)}
              total={props.total}
              problem={props.problemAt(here)}
              onHover={props.onHover}
              actions={{
                ...nodeActions(props, here),
                change: (leaf) => edit((root) => replaceNode(root, here, { kind: "leaf", leaf })),
              }}
            />
          );
        })}
      </ul>
      <div className="cond-add">
        <Button
          variant="subtle"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => add({ kind: "leaf", leaf: newLeaf(undefined) })}
        >
          Condition
        </Button>
        {depthOf(path) < MAX_DEPTH - 1 ? (
          <Button
            variant="subtle"
            leftSection={<FolderPlus size={14} aria-hidden />}
            onClick={() =>
              add({
                kind: "group",
                op: path === "" ? "any" : "all",
                children: [{ kind: "leaf", leaf: newLeaf(undefined) }],
              })
            }
          >
            Group
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function nodeActions({ edit, root }: GroupProps, path: string) {
  return {
    remove: () => {
      edit((r) => removeNode(r, path));
      undoToast("Condition deleted.", () => edit(() => root));
    },
    duplicate: () => edit((r) => duplicateNode(r, path)),
    move: (by: -1 | 1) => {
      const next = moveNode(root, path, by);
      edit(() => next.root);
      focusLater(`if-${next.path}-field`);
    },
  };
}

function groupLabel(op: GroupOp): string {
  return op === "all" ? "All of these" : op === "any" ? "Any of these" : "None of these";
}

export function focusLater(id: string) {
  setTimeout(() => document.getElementById(id)?.focus(), 0);
}
