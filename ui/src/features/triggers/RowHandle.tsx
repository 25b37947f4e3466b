// The grip of a row: dragged with a pointer it moves the row among its neighbours, with Alt ↑↓ it does the same.
import { GripVertical } from "lucide-react";
import type { PointerEvent } from "react";

export function RowHandle({ label, move }: { label: string; move: (by: -1 | 1) => void }) {
  const drag = (event: PointerEvent<HTMLButtonElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const row = event.currentTarget.closest("li");
    const before = row?.previousElementSibling?.getBoundingClientRect();
    const after = row?.nextElementSibling?.getBoundingClientRect();
    if (before && event.clientY < before.top + before.height / 2) move(-1);
    else if (after && event.clientY > after.top + after.height / 2) move(1);
  };
  return (
    <button
      type="button"
      className="cond-handle"
      aria-label={label}
      title="Drag, or Alt ↑↓, to move"
      onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)}
      onPointerMove={drag}
    >
      <GripVertical size={14} aria-hidden />
    </button>
  );
}
