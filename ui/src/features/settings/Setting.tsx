import type { ReactNode } from "react";

/** One setting: its name, what it does, and the control. */
export function Setting({
  name,
  note,
  children,
  id,
}: {
  name: string;
  note?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <div className="setting">
      <div>
        <p className="setting-name" id={id}>
          {name}
        </p>
        {note && <p className="faint setting-note">{note}</p>}
      </div>
      <div className="setting-control">{children}</div>
    </div>
  );
}
