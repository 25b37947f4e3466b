// One registry of shortcuts: it feeds the key listener, the cheat sheet and the palette.
import { useEffect, useRef } from "react";

export type Hotkey = {
  keys: string;
  label: string;
  group: string;
  run: (event: KeyboardEvent) => void;
  inFields: boolean;
};

const registry = new Map<symbol, Hotkey>();
let pendingChord = "";
let pendingTimer: ReturnType<typeof setTimeout> | undefined;
const CHORD_MS = 1200;

export const listHotkeys = (): Hotkey[] => [...registry.values()];

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|range|file)$/.test(target.type)
  );
}

const PRINTED_ON: Record<string, string> = { Period: ".", Comma: ",", Slash: "/", Minus: "-", Equal: "=" };

/** "mod+shift+k" for a key event; the shift of a printed character such as "?" is part of the character. */
export function chordOf(event: KeyboardEvent): string {
  const withModifier = event.ctrlKey || event.metaKey;
  // Shift turns "." into ">" on many keyboards: with Ctrl Shift the key counts, not what it would print.
  const unshifted = withModifier && event.shiftKey ? PRINTED_ON[event.code] : undefined;
  const key = unshifted ?? (event.key === " " ? "space" : event.key.toLowerCase());
  const printed = event.key.length === 1 && !/[a-z0-9]/i.test(event.key);
  const parts: string[] = [];
  if (withModifier) parts.push("mod");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && (!printed || withModifier)) parts.push("shift");
  return [...parts, key].join("+");
}

/** What lay over the page when the key went down: it may be gone, by that very key, when its turn comes here. */
let overlay = false;
let menu = false;
function lookOver() {
  overlay = document.querySelector("[role='dialog'][aria-modal='true'], .mantine-Modal-content") !== null;
  const menus = document.querySelectorAll<HTMLElement>("[role='menu'], .mantine-Popover-dropdown");
  menu = [...menus].some((item) => item.offsetParent !== null);
}

let singleKeys = true;
/** Single-letter shortcuts can be turned off (WCAG 2.1.4). */
export function enableSingleKeys(on: boolean) {
  singleKeys = on;
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  const chord = chordOf(event);
  const typing = isTextField(event.target);
  const plain = !chord.includes("+") && chord.length === 1;
  if (plain && (typing || !singleKeys)) return;
  if (chord === "escape" && menu) return;
  const wanted = pendingChord ? [`${pendingChord} ${chord}`, chord] : [chord];
  pendingChord = "";
  clearTimeout(pendingTimer);
  const all = listHotkeys().reverse();
  for (const keys of wanted) {
    const hit = all.find((item) => item.keys === keys && (!typing || item.inFields));
    if (hit && (!overlay || hit.inFields)) {
      event.preventDefault();
      hit.run(event);
      return;
    }
  }
  if (!overlay && !typing && all.some((item) => item.keys.startsWith(`${chord} `))) {
    pendingChord = chord;
    pendingTimer = setTimeout(() => {
      pendingChord = "";
    }, CHORD_MS);
  }
}

let listening = false;
function listen() {
  if (listening) return;
  listening = true;
  window.addEventListener("keydown", lookOver, true);
  window.addEventListener("keydown", onKeyDown);
}

type Options = { label: string; group?: string; inFields?: boolean; enabled?: boolean };

/**
 * Registers a shortcut while the component is mounted. `keys`: "n", "mod+enter", "alt+arrowup", or a
 * sequence "g h". Single letters never fire in text fields; others do only with `inFields`.
 */
export function useHotkey(keys: string, run: (event: KeyboardEvent) => void, options: Options) {
  const latest = useRef(run);
  latest.current = run;
  const { label, group = "This page", inFields = false, enabled = true } = options;
  useEffect(() => {
    if (!enabled) return;
    listen();
    const id = Symbol(keys);
    registry.set(id, { keys, label, group, inFields, run: (event) => latest.current(event) });
    return () => {
      registry.delete(id);
    };
  }, [keys, label, group, inFields, enabled]);
}
