// Ctrl K. Its body is loaded when the window has nothing better to do, so that it opens at once.
import { Modal } from "@mantine/core";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { isTextField, useHotkey } from "../components/hotkeys";

const load = () => import("./PaletteBody");
const Body = lazy(load);

export function Palette() {
  const [open, setOpen] = useState(false);
  useHotkey("mod+k", () => setOpen(true), { label: "Command palette", group: "Everywhere", inFields: true });
  useEffect(() => {
    const timer = setTimeout(load, 1500);
    return () => clearTimeout(timer);
  }, []);
  // What is typed before the field is there is kept for it.
  const early = useRef("");
  useEffect(() => {
    early.current = "";
    if (!open) return;
    const keep = (event: KeyboardEvent) => {
      if (event.key.length > 1 || event.ctrlKey || event.metaKey || isTextField(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
      early.current += event.key;
    };
    window.addEventListener("keydown", keep, true);
    return () => window.removeEventListener("keydown", keep, true);
  }, [open]);
  return (
    <Modal.Root
      opened={open}
      onClose={() => setOpen(false)}
      size="lg"
      yOffset="12vh"
      padding={0}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content aria-label="Command palette">
        <Modal.Body>
          <Suspense fallback={null}>
            {open && <Body typedBefore={() => early.current} onClose={() => setOpen(false)} />}
          </Suspense>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
