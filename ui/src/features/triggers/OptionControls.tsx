// The numbers and choices of one option, written as its sentence.
import { Select } from "@mantine/core";
import type { Day, Field, TriggerOptions } from "../../api/types";
import { Choice, Clock, fieldChoices, Line, Num, Per, Span } from "./OptionParts";
import { DAYS, type OptionKey, type OptionOf } from "./options";

interface Props {
  name: OptionKey;
  options: TriggerOptions;
  fields: Field[];
  onChange: (options: TriggerOptions) => void;
}

export function OptionControls({ name, options, fields, onChange }: Props) {
  const set =
    <K extends OptionKey>(key: K) =>
    (patch: Partial<OptionOf<K>>) =>
      onChange({ ...options, [key]: tidy({ ...options[key], ...patch }) });
  const { once, flood, debounce, batch, rate, concurrency, schedule, brake } = options;
  if (name === "once" && once) return <Once value={once} set={set("once")} fields={fields} />;
  if (name === "flood" && flood)
    return (
      <Line>
        More than <Num label="Matches" value={flood.limit} onChange={(limit) => set("flood")({ limit })} />{" "}
        matches in <Span label="Period" value={flood.per_s} onChange={(per_s) => set("flood")({ per_s })} />{" "}
        wait for your OK.
      </Line>
    );
  if (name === "debounce" && debounce)
    return (
      <Line>
        Runs for the last match, after{" "}
        <Span label="Quiet" value={debounce.wait_s} onChange={(wait_s) => set("debounce")({ wait_s })} />
        without another,
        <Per value={debounce.key} onChange={(key) => set("debounce")({ key })} fields={fields} />
      </Line>
    );
  if (name === "batch" && batch)
    return (
      <Line>
        One run for all matches within{" "}
        <Span label="Window" value={batch.window_s} onChange={(window_s) => set("batch")({ window_s })} />, at
        most{" "}
        <Num
          label="Most in one run"
          value={batch.max}
          placeholder="any"
          onChange={(max) => set("batch")({ max })}
        />
        <Per value={batch.key} onChange={(key) => set("batch")({ key })} fields={fields} />
      </Line>
    );
  if (name === "rate" && rate)
    return (
      <Line>
        At most <Num label="Runs" value={rate.limit} onChange={(limit) => set("rate")({ limit })} /> runs in{" "}
        <Span label="Period" value={rate.per_s} onChange={(per_s) => set("rate")({ per_s })} />; the rest{" "}
        <Choice
          label="Overflow"
          value={rate.overflow ?? "queue"}
          onChange={(overflow) => set("rate")({ overflow })}
          data={{ queue: "wait their turn", drop: "are dropped", hold: "are held for your OK" }}
        />
      </Line>
    );
  if (name === "concurrency" && concurrency)
    return (
      <Line>
        <Choice
          label="While a run goes on"
          width="15.5rem"
          value={concurrency.mode}
          onChange={(mode) => set("concurrency")({ mode, max: undefined })}
          data={{
            queue: "The next one waits its turn",
            parallel: "They run side by side",
            skip: "The new one is skipped",
            replace: "The new one replaces it",
          }}
        />
        {concurrency.mode === "parallel" ? (
          <>
            at most{" "}
            <Num
              label="Most at once"
              value={concurrency.max}
              placeholder="any"
              onChange={(max) => set("concurrency")({ max })}
            />
          </>
        ) : null}
        <Per value={concurrency.key} onChange={(key) => set("concurrency")({ key })} fields={fields} />
      </Line>
    );
  if (name === "schedule" && schedule) return <Schedule value={schedule} set={set("schedule")} />;
  if (name === "brake" && brake)
    return (
      <Line>
        Stops when its runs touch more than{" "}
        <Num label="Files" value={brake.files} onChange={(files) => set("brake")({ files })} /> files in{" "}
        <Span label="Period" value={brake.per_s} onChange={(per_s) => set("brake")({ per_s })} />
      </Line>
    );
  return null;
}

/** Without the parts that were emptied. */
function tidy(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== ""));
}

function Once({
  value,
  set,
  fields,
}: {
  value: OptionOf<"once">;
  set: (p: Partial<OptionOf<"once">>) => void;
  fields: Field[];
}) {
  return (
    <Line>
      Once for each{" "}
      <Choice
        label="Counts as the same"
        width="13.5rem"
        value={value.per}
        onChange={(per) => set({ per, key: per === "key" ? value.key : undefined })}
        data={{ file: "path and content", path: "path, whatever its content", key: "value of a field" }}
      />
      {value.per === "key" ? (
        <Select
          aria-label="Field"
          size="xs"
          className="opt-per"
          placeholder="Field…"
          value={value.key ?? null}
          onChange={(key) => set({ key: key ?? undefined })}
          data={fieldChoices(fields, value.key)}
        />
      ) : null}
      Forgotten after{" "}
      <Num
        label="Days until forgotten"
        placeholder="never"
        value={value.forget_after_days}
        onChange={(forget_after_days) => set({ forget_after_days })}
      />{" "}
      days.
    </Line>
  );
}

function Schedule({
  value,
  set,
}: {
  value: OptionOf<"schedule">;
  set: (p: Partial<OptionOf<"schedule">>) => void;
}) {
  const flip = (day: Day) =>
    set({
      days: DAYS.map((d) => d.value).filter((d) => (d === day) !== value.days.includes(d)),
    });
  return (
    <Line>
      <span className="opt-days" role="group" aria-label="Days">
        {DAYS.map((d) => (
          <button
            key={d.value}
            type="button"
            className="pv-tab"
            aria-pressed={value.days.includes(d.value)}
            onClick={() => flip(d.value)}
          >
            {d.label}
          </button>
        ))}
      </span>
      from <Clock label="From" value={value.from} onChange={(from) => set({ from })} /> to{" "}
      <Clock label="To" value={value.to} onChange={(to) => set({ to })} />; outside{" "}
      <Choice
        label="Outside"
        width="11.5rem"
        value={value.outside ?? "hold"}
        onChange={(outside) => set({ outside })}
        data={{ hold: "held until it opens", ignore: "nothing runs" }}
      />
    </Line>
  );
}
