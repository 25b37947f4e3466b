// Somebody else saved first: what is there now, and the three ways on. What the person wrote stays as it is.
import { Button } from "@mantine/core";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { formatFull, formatWhen } from "../lib/format";
import { useNow } from "../lib/now";
import "./Overtaken.css";

interface Props {
  /** What was changed, as a title begins: “Invoices”. */
  what: ReactNode;
  /** When, where that is known. */
  at: string | undefined;
  /** What is there now and what the person began with, and that nothing is lost. */
  meaning: ReactNode;
  /** The other version; shown when asked for. */
  look: () => ReactNode;
  /** What saving mine is called here. */
  save?: string;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
}

export function Overtaken({
  what,
  at,
  meaning,
  look,
  save = "Save mine anyway",
  busy,
  onMine,
  onTheirs,
}: Props) {
  const now = useNow();
  const [open, setOpen] = useState(false);
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => own.current?.focus(), []);
  return (
    <div className="ot" role="alert" tabIndex={-1} ref={own} data-testid="overtaken">
      <TriangleAlert size={16} aria-hidden />
      <div className="ot-body">
        <p>
          <strong>
            {what} was changed elsewhere
            {at ? (
              <time dateTime={at} title={formatFull(at)}>
                {" "}
                {formatWhen(at, now)}
              </time>
            ) : null}
            .
          </strong>{" "}
          {meaning}
        </p>
        {open ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
          <section className="ot-look" aria-label="Differences" tabIndex={0}>
            {look()}
          </section>
        ) : null}
        <div className="ot-actions">
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide the differences" : "See the differences"}
          </Button>
          <Button variant="default" onClick={onTheirs} disabled={busy}>
            Discard mine and load theirs
          </Button>
          <Button variant="default" onClick={onMine} loading={busy}>
            {save}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** What they changed, and what mine would change in it, side by side. */
export function Sides({ theirs, mine }: { theirs: ReactNode; mine: ReactNode }) {
  return (
    <div className="ot-sides">
      <section>
        <h2>They changed</h2>
        {theirs}
      </section>
      <section>
        <h2>Yours, saved over it, would change</h2>
        {mine}
      </section>
    </div>
  );
}
