// `?` lists every shortcut that is live right now.
import { Modal } from "@mantine/core";
import { useState } from "react";
import { type Hotkey, listHotkeys, useHotkey } from "../components/hotkeys";
import { Kbd } from "../components/Kbd";
import "./CheatSheet.css";

const LISTS: Pick<Hotkey, "keys" | "label" | "group">[] = [
  { keys: "j", label: "Next row (or ↓)", group: "Lists" },
  { keys: "k", label: "Previous row (or ↑)", group: "Lists" },
  { keys: "enter", label: "Open", group: "Lists" },
  { keys: "Home", label: "First row", group: "Lists" },
  { keys: "End", label: "Last row", group: "Lists" },
];

export function CheatSheet() {
  const [open, setOpen] = useState(false);
  useHotkey("?", () => setOpen(true), { label: "This list", group: "Everywhere" });
  const groups = new Map<string, Pick<Hotkey, "keys" | "label" | "group">[]>();
  if (open) {
    for (const item of [...listHotkeys(), ...LISTS])
      groups.set(item.group, [...(groups.get(item.group) ?? []), item]);
  }
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title="Keyboard shortcuts"
      size="lg"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="cheat">
        {[...groups].map(([group, items]) => (
          <section key={group}>
            <h3 className="overline">{group}</h3>
            <dl>
              {items.map((item) => (
                <div key={item.keys + item.label}>
                  <dt>{item.label}</dt>
                  <dd>
                    <Kbd keys={item.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
