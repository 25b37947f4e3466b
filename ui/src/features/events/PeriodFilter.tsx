// The time filter of the events list: a few usual ones, or a start and an end of one's own.
import { Button, Popover, TextInput } from "@mantine/core";
import { Check, ChevronsUpDown } from "lucide-react";
import { type FormEvent, useState } from "react";
import { PERIODS, type Period, periodProblem, periodText } from "./period";

const isOwn = ({ from, to }: Period) => Boolean(to) || from?.includes("T") === true;
const CHOICES: { value: string | undefined; label: string }[] = [
  { value: undefined, label: "Any time" },
  ...PERIODS,
];

export function PeriodFilter({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const [open, setOpen] = useState(false);
  const text = periodText(period);
  const choose = (next: Period) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          className="event-period"
          aria-label={`Time: ${text}`}
          data-on={text !== "Any time" || undefined}
          rightSection={<ChevronsUpDown size={14} aria-hidden />}
          onClick={() => setOpen((was) => !was)}
          title={text}
          data-testid="event-period"
        >
          <span className="truncate">{text}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="event-period-box">
        <ul>
          {CHOICES.map(({ value, label }) => {
            const chosen = !isOwn(period) && period.from === value;
            return (
              <li key={label}>
                <button
                  type="button"
                  className="event-period-choice"
                  aria-pressed={chosen}
                  data-autofocus={chosen || undefined}
                  onClick={() => choose({ from: value })}
                >
                  <span className="event-period-mark">{chosen ? <Check size={14} aria-hidden /> : null}</span>
                  {label}
                </button>
              </li>
            );
          })}
        </ul>
        <Own start={isOwn(period) ? period : {}} onApply={choose} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Own({ start, onApply }: { start: Period; onApply: (period: Period) => void }) {
  const [from, setFrom] = useState(start.from ?? "");
  const [to, setTo] = useState(start.to ?? "");
  const asked = { from: from || undefined, to: to || undefined };
  const problem = periodProblem(asked);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (!problem && (from || to)) onApply(asked);
  };
  return (
    <form className="event-period-own" onSubmit={apply}>
      <TextInput
        type="datetime-local"
        label="From"
        value={from}
        onChange={(e) => setFrom(e.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label="To"
        value={to}
        error={problem}
        onChange={(e) => setTo(e.currentTarget.value)}
      />
      <Button type="submit" disabled={problem !== null || !(from || to)}>
        Show
      </Button>
    </form>
  );
}
