import { Check, Copy } from "lucide-react";
import { type ReactNode, useState } from "react";
import "./CopyButton.css";

/** Copies text. Icon alone by default; the words go to assistive technology either way. */
export function CopyButton({
  text,
  label = "Copy",
  children,
}: {
  text: string;
  label?: string;
  children?: ReactNode;
}) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    } catch {
      setDone(false);
    }
  };
  const Icon = done ? Check : Copy;
  return (
    <button
      type="button"
      className="copy"
      onClick={copy}
      title={children ? undefined : label}
      aria-label={children ? undefined : label}
    >
      <Icon size={14} aria-hidden="true" />
      {children}
      <span className="sr-only" aria-live="polite">
        {done ? "Copied" : ""}
      </span>
    </button>
  );
}

/** Mono text for ids, types and paths, with a copy button on request. */
export function Mono({ children, copy }: { children: string; copy?: boolean }) {
  return (
    <span className="mono">
      <code>{children}</code>
      {copy && <CopyButton text={children} label={`Copy ${children}`} />}
    </span>
  );
}
