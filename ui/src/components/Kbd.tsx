import "./Kbd.css";

const MAC = navigator.platform.startsWith("Mac");
const NAMES: Record<string, string> = {
  mod: MAC ? "⌘" : "Ctrl",
  enter: "Enter",
  shift: "Shift",
  alt: MAC ? "⌥" : "Alt",
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  escape: "Esc",
  delete: "Del",
};

/** A shortcut in the spelling of useHotkey ("mod+k", "g h"), shown as keys. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="keys">
      {keys.split(" ").map((chord, index) => (
        <span key={chord} className="keys">
          {index > 0 && <span className="faint"> then </span>}
          {(chord === "+" ? ["+"] : chord.split("+")).map((key) => (
            <kbd key={key} className="key">
              {NAMES[key] ?? (key.length === 1 || /^f\d+$/.test(key) ? key.toUpperCase() : key)}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
