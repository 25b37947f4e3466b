// What the command palette finds: a prefix narrows the kind, words match anywhere, early hits come first.
export type CommandKind = "page" | "action" | "object" | "jump" | "help";
export type Command = {
  id: string;
  kind: CommandKind;
  label: string;
  hint?: string;
  keys?: string;
  run: () => void;
};

const PREFIX: Record<string, CommandKind[]> = { ">": ["action", "page"], "@": ["object"], "?": ["help"] };
export const MAX_SHOWN = 50;

function score(label: string, words: string[]): number {
  const text = label.toLowerCase();
  let total = 0;
  for (const word of words) {
    const at = text.indexOf(word);
    if (at < 0) return -1;
    total += at === 0 ? 0 : /\W/.test(text[at - 1] ?? "") ? 1 : 3;
  }
  return total;
}

/** Commands for what was typed; without any text, the ones used last come first. */
export function findCommands(commands: Command[], typed: string, recent: string[] = []): Command[] {
  const text = typed.trim();
  const kinds = PREFIX[text[0] ?? ""];
  const words = (kinds ? text.slice(1) : text).toLowerCase().split(/\s+/).filter(Boolean);
  const pool = kinds
    ? commands.filter((command) => kinds.includes(command.kind))
    : commands.filter((command) => command.kind !== "help");
  if (words.length === 0 && !kinds) {
    const rank = (command: Command) =>
      recent.includes(command.id) ? recent.indexOf(command.id) : recent.length;
    return [...pool].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN);
  }
  return pool
    .map((command) => ({ command, score: score(`${command.label} ${command.hint ?? ""}`, words) }))
    .filter((hit) => hit.score >= 0)
    .sort((a, b) => a.score - b.score)
    .map((hit) => hit.command)
    .slice(0, MAX_SHOWN);
}

/** "#id" opens a run or an event, "/name" looks for a file among past events. */
export function jumpFor(typed: string): { kind: "id" | "file"; text: string } | null {
  const text = typed.trim();
  if (text.length < 2) return null;
  if (text[0] === "#") return { kind: "id", text: text.slice(1).trim() };
  if (text[0] === "/") return { kind: "file", text: text.slice(1).trim() };
  return null;
}
