// List beside detail with a split that is remembered; on narrow windows the detail covers the list.
import { ArrowLeft } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useHotkey } from "./hotkeys";
import "./ListDetail.css";

type Props = {
  /** Key under which the split is remembered. */
  name: string;
  list: ReactNode;
  detail: ReactNode;
  /** True while something is selected: decides what narrow windows show. */
  open: boolean;
  onBack: () => void;
  listLabel: string;
  detailLabel: string;
  /** On narrow windows both stay in view, the list above. */
  stacked?: boolean;
  /** First width of the list in per cent. */
  initial?: number;
};

const MIN = 20;
const MAX = 75;
const clamp = (value: number) => Math.min(MAX, Math.max(MIN, Math.round(value)));

export function ListDetail({
  name,
  list,
  detail,
  open,
  onBack,
  listLabel,
  detailLabel,
  stacked = false,
  initial = 40,
}: Props) {
  const key = `prama-split-${name}`;
  const [split, setSplit] = useState(() => clamp(Number(localStorage.getItem(key)) || initial));
  const frame = useRef<HTMLDivElement>(null);

  useHotkey("escape", onBack, { label: "Back to the list", group: "Lists", enabled: open && !stacked });
  // What had the focus may be out of sight now: it goes to the detail, and back to the row it came from.
  const before = useRef(open);
  useEffect(() => {
    if (before.current === open) return;
    before.current = open;
    const place = open ? ".detail-pane" : ".list-pane [tabindex='0']";
    let frames = 0;
    let next = 0;
    const move = () => {
      const at = document.activeElement as HTMLElement | null;
      if (at && at !== document.body && at.offsetParent !== null) return;
      const to = frame.current?.querySelector<HTMLElement>(place);
      to?.focus({ preventScroll: true });
      // A list that was hidden has no rows until it is measured.
      if (!to && ++frames < 30) next = requestAnimationFrame(move);
    };
    next = requestAnimationFrame(move);
    return () => cancelAnimationFrame(next);
  }, [open]);

  const move = (value: number) => {
    const next = clamp(value);
    setSplit(next);
    localStorage.setItem(key, String(next));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !frame.current) return;
    const box = frame.current.getBoundingClientRect();
    const fromStart = document.dir === "rtl" ? box.right - event.clientX : event.clientX - box.left;
    move((fromStart / box.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -2, ArrowRight: 2, Home: MIN - split, End: MAX - split }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(split + step);
  };

  return (
    <div
      className="list-detail"
      data-open={open}
      data-stacked={stacked || undefined}
      ref={frame}
      style={{ "--split": `${split}%` } as React.CSSProperties}
    >
      <section className="list-pane" aria-label={listLabel}>
        {list}
      </section>
      <div
        className="list-split"
        role="separator"
        aria-orientation="vertical"
        aria-label="Resize list"
        aria-valuenow={split}
        aria-valuemin={MIN}
        aria-valuemax={MAX}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <section className="detail-pane" aria-label={detailLabel} tabIndex={-1}>
        {open && !stacked && (
          <button type="button" className="detail-back" onClick={onBack}>
            <ArrowLeft size={16} aria-hidden="true" /> Back
          </button>
        )}
        {detail}
      </section>
    </div>
  );
}
