// The palette itself: one text field that owns the focus, a list it points into.
import { useNavigate } from "@tanstack/react-router";
import { Activity, CornerDownRight, FileSearch, Keyboard, Zap } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { api } from "../api/client";
import { Kbd } from "../components/Kbd";
import { problemToast } from "../components/undo";
import { useCommands } from "./commands";
import { type Command, findCommands, jumpFor } from "./palette";
import "./Palette.css";

const RECENT_KEY = "prama-recent-commands";
const recents = (): string[] => {
  try {
    return JSON.parse(localStorage.getItem(RECENT_KEY) ?? "[]");
  } catch {
    return [];
  }
};
const ICONS = { page: CornerDownRight, action: Zap, object: Activity, jump: FileSearch, help: Keyboard };

function useJump(typed: string): Command[] {
  const navigate = useNavigate();
  const jump = jumpFor(typed);
  if (!jump) return [];
  if (jump.kind === "file") {
    return [
      {
        id: "jump-file",
        kind: "jump",
        label: `Look for "${jump.text}" among the files seen`,
        run: () => navigate({ to: "/files", search: { q: jump.text } }),
      },
      {
        id: "jump-path",
        kind: "jump",
        label: `What happened to /${jump.text}?`,
        run: () => navigate({ to: "/files", search: { path: `/${jump.text}` } }),
      },
      {
        id: "jump-event",
        kind: "jump",
        label: `Look for "${jump.text}" in past events`,
        run: () => navigate({ to: "/events", search: { q: jump.text } }),
      },
    ];
  }
  const open = async () => {
    try {
      await api.get(`/api/runs/${encodeURIComponent(jump.text)}`);
      navigate({ to: "/runs/$id", params: { id: jump.text } });
    } catch {
      await api
        .get(`/api/events/${encodeURIComponent(jump.text)}`)
        .then(() => navigate({ to: "/events/$id", params: { id: jump.text } }))
        .catch(problemToast);
    }
  };
  return [{ id: "jump-id", kind: "jump", label: `Open the run or event ${jump.text}`, run: open }];
}

interface Props {
  /** Keys pressed before this was loaded. */
  typedBefore: () => string;
  onClose: () => void;
}

export default function PaletteBody({ typedBefore, onClose }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(typedBefore);
  const [active, setActive] = useState(0);
  useEffect(() => field.current?.focus(), []);
  const commands = useCommands();
  const jumps = useJump(typed);
  const found = jumps.length > 0 ? jumps : findCommands(commands, typed, recents());
  const current = Math.min(active, found.length - 1);

  const run = (command: Command | undefined) => {
    if (!command) return;
    const next = [command.id, ...recents().filter((id) => id !== command.id)].slice(0, 5);
    localStorage.setItem(RECENT_KEY, JSON.stringify(next));
    onClose();
    command.run();
  };
  const point = (index: number) => {
    const next = (index + found.length) % Math.max(1, found.length);
    setActive(next);
    document.getElementById(`command-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      point(current + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(found[current]);
    }
  };

  return (
    <div className="palette">
      <input
        ref={field}
        className="palette-input"
        role="combobox"
        aria-label="Type a command, page or name"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={current >= 0 ? `command-${current}` : undefined}
        placeholder="Go to, do, or find"
        value={typed}
        data-autofocus
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list" id="palette-list" role="listbox" aria-label="Commands">
        {found.map((command, index) => {
          const Icon = ICONS[command.kind];
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text field handles the keys
            <div
              key={command.id}
              id={`command-${index}`}
              role="option"
              aria-selected={index === current}
              tabIndex={-1}
              className="palette-row"
              onClick={() => run(command)}
              onMouseMove={() => setActive(index)}
            >
              <Icon size={14} aria-hidden="true" />
              <bdi dir="auto" className="truncate">
                {command.label}
              </bdi>
              <span className="faint">{command.hint}</span>
              <span className="palette-keys">{command.keys && <Kbd keys={command.keys} />}</span>
            </div>
          );
        })}
      </div>
      <p className="palette-foot faint" role="status">
        {found.length === 0
          ? "Nothing found."
          : "> actions · @ objects · # run or event ID · / file name · ? shortcuts"}
      </p>
    </div>
  );
}
