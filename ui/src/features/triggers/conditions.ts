// The condition tree as the editor sees it: a root group, nested groups, leaves, addressed by paths like "0.1".
import type { Condition, Expression, IfUnknown, Leaf } from "../../api/types";

export type GroupOp = "all" | "any" | "none";
export interface Group {
  op: GroupOp;
  children: Node[];
}
export type Node =
  | ({ kind: "group" } & Group)
  | { kind: "leaf"; leaf: Leaf }
  | { kind: "expression"; leaf: Expression };
/** A row: a comparison, or an expression. */
export type Row = Exclude<Node, { kind: "group" }>;
export const MAX_DEPTH = 3;

/** Wire → editor. The root is always a group so that rows can be added to it. */
export function fromCondition(condition: Condition | null | undefined): Group {
  if (!condition) return { op: "all", children: [] };
  const node = nodeOf(condition);
  return node.kind === "group" ? { op: node.op, children: node.children } : { op: "all", children: [node] };
}

export function nodeOf(condition: Condition): Node {
  if ("all" in condition) return { kind: "group", op: "all", children: condition.all.map(nodeOf) };
  if ("any" in condition) return { kind: "group", op: "any", children: condition.any.map(nodeOf) };
  if ("none" in condition) return { kind: "group", op: "none", children: condition.none.map(nodeOf) };
  return "expression" in condition
    ? { kind: "expression", leaf: condition }
    : { kind: "leaf", leaf: condition };
}

/** Editor → wire. An empty root means "no conditions"; empty nested groups are left out. */
export function toCondition(root: Group): Condition | null {
  const children = root.children.map(nodeToCondition).filter((c): c is Condition => c !== null);
  return children.length === 0 ? null : wrap(root.op, children);
}

function nodeToCondition(node: Node): Condition | null {
  if (node.kind !== "group") return node.leaf;
  const children = node.children.map(nodeToCondition).filter((c): c is Condition => c !== null);
  return children.length === 0 ? null : wrap(node.op, children);
}

function wrap(op: GroupOp, children: Condition[]): Condition {
  if (op === "all") return { all: children };
  return op === "any" ? { any: children } : { none: children };
}

export function parsePath(path: string): number[] {
  return path === "" ? [] : path.split(".").map(Number);
}

export function childPath(parent: string, index: number): string {
  return parent === "" ? String(index) : `${parent}.${index}`;
}

export function depthOf(path: string): number {
  return parsePath(path).length;
}

/** A copy of the tree in which the children of the group at `path` are replaced. */
function editChildren(group: Group, path: number[], edit: (children: Node[]) => Node[]): Group {
  const [head, ...rest] = path;
  if (head === undefined) return { ...group, children: edit(group.children) };
  return {
    ...group,
    children: group.children.map((child, i) =>
      i === head && child.kind === "group"
        ? { kind: "group" as const, ...editChildren(child, rest, edit) }
        : child,
    ),
  };
}

function split(path: string): { parent: number[]; index: number } {
  const parts = parsePath(path);
  return { parent: parts.slice(0, -1), index: parts[parts.length - 1] ?? 0 };
}

export function nodeAt(root: Group, path: string): Node | undefined {
  let node: Node = { kind: "group", ...root };
  for (const i of parsePath(path)) {
    if (node.kind !== "group") return undefined;
    const next: Node | undefined = node.children[i];
    if (!next) return undefined;
    node = next;
  }
  return node;
}

export function addNode(root: Group, groupPath: string, node: Node): Group {
  return editChildren(root, parsePath(groupPath), (c) => [...c, node]);
}

export function replaceNode(root: Group, path: string, node: Node): Group {
  const { parent, index } = split(path);
  return editChildren(root, parent, (c) => c.map((old, i) => (i === index ? node : old)));
}

export function removeNode(root: Group, path: string): Group {
  const { parent, index } = split(path);
  return editChildren(root, parent, (c) => c.filter((_, i) => i !== index));
}

export function setGroupOp(root: Group, path: string, op: GroupOp): Group {
  if (path === "") return { ...root, op };
  const node = nodeAt(root, path);
  return node?.kind === "group" ? replaceNode(root, path, { ...node, op }) : root;
}

/** Moves a row up (-1) or down (+1) among its siblings; the edges stay where they are. */
export function moveNode(root: Group, path: string, by: -1 | 1): { root: Group; path: string } {
  const { parent, index } = split(path);
  let target = index;
  const next = editChildren(root, parent, (c) => {
    target = Math.min(Math.max(index + by, 0), c.length - 1);
    const copy = [...c];
    const [moved] = copy.splice(index, 1);
    if (moved) copy.splice(target, 0, moved);
    return copy;
  });
  return { root: next, path: [...parent, target].join(".") };
}

export function duplicateNode(root: Group, path: string): Group {
  const { parent, index } = split(path);
  return editChildren(root, parent, (c) => {
    const node = c[index];
    return node ? [...c.slice(0, index + 1), structuredClone(node), ...c.slice(index + 1)] : c;
  });
}

/** Every row with its path, in reading order. */
export function rows(root: Group): { path: string; row: Row }[] {
  const out: { path: string; row: Row }[] = [];
  const walk = (children: Node[], prefix: string) => {
    children.forEach((child, i) => {
      const path = childPath(prefix, i);
      if (child.kind === "group") walk(child.children, path);
      else out.push({ path, row: child });
    });
  };
  walk(root.children, "");
  return out;
}

/** The group's rows take its place. */
export function ungroup(root: Group, path: string): Group {
  const node = nodeAt(root, path);
  if (node?.kind !== "group" || path === "") return root;
  const { parent, index } = split(path);
  return editChildren(root, parent, (c) => [...c.slice(0, index), ...node.children, ...c.slice(index + 1)]);
}

/** The row goes into a new group of its own, where it stands. */
export function wrapInGroup(root: Group, path: string): Group {
  const node = nodeAt(root, path);
  if (!node || path === "" || depthOf(path) >= MAX_DEPTH) return root;
  return replaceNode(root, path, { kind: "group", op: "any", children: [node] });
}

/** How many levels of groups stand below and including this node. */
export function heightOf(node: Node): number {
  return node.kind === "group" ? 1 + Math.max(0, ...node.children.map(heightOf)) : 0;
}

export function setPolicy(root: Group, path: string, policy: IfUnknown): Group {
  const node = nodeAt(root, path);
  if (!node || node.kind === "group") return root;
  const { if_unknown: _, ...rest } = node.leaf;
  const leaf = policy === "no_match" ? rest : { ...rest, if_unknown: policy };
  return replaceNode(root, path, { ...node, leaf } as Row);
}

/**
 * The tree that can be evaluated now: unfinished leaves are left out, and the paths the engine will
 * answer with are mapped back to the editor's paths.
 */
export function evaluable(
  root: Group,
  finished: (row: Row) => boolean,
): { condition: Condition | null; pathMap: Map<string, string> } {
  const pathMap = new Map<string, string>();
  const prune = (children: Node[], from: string, to: string): Node[] => {
    const out: Node[] = [];
    children.forEach((child, i) => {
      const here = childPath(from, i);
      const there = childPath(to, out.length);
      if (child.kind !== "group") {
        if (!finished(child)) return;
        pathMap.set(there, here);
        out.push(child);
        return;
      }
      const kept = prune(child.children, here, there);
      if (kept.length > 0) out.push({ ...child, children: kept });
    });
    return out;
  };
  const condition = toCondition({ op: root.op, children: prune(root.children, "", "") });
  return { condition, pathMap };
}
