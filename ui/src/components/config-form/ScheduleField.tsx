// One schedule: only the settings of its kind, and beside them what they mean and when it is due next.
import { Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { FieldProps } from "@rjsf/utils";
import { useQuery } from "@tanstack/react-query";
import { api, problemOf } from "../../api/client";
import type { SchedulePreview } from "../../api/types";
import { ErrorState } from "../States";
import type { Schema } from "../schema";
import { pointerOf } from "./context";
import { ValueControl } from "./Leaf";

type Schedule = Record<string, unknown>;

const KINDS = [
  { const: "cron", title: "At times of day" },
  { const: "interval", title: "Every so often" },
  { const: "once", title: "Once" },
];
const MISSED = [
  { const: "once", title: "Make up for it once" },
  { const: "all", title: "Make up for each" },
  { const: "skip", title: "Leave them out" },
];
const PATTERNS = ["0 9 * * MON-FRI", "*/15 * * * *", "0 8 * * MON", "0 0 1 * *"];

const slug = (name: unknown) =>
  String(name ?? "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 64) || undefined;

/** What each kind shows, in this order. */
const SHOWN: Record<string, string[]> = {
  cron: ["name", "id", "kind", "cron", "time_zone", "missed", "data"],
  interval: ["name", "id", "kind", "every_s", "at", "time_zone", "missed", "data"],
  once: ["name", "id", "kind", "at", "time_zone", "missed", "data"],
};
const NEEDED: Record<string, string> = { cron: "cron", interval: "every_s", once: "at" };

function drawn(name: string, own: Schema, kind: string): Schema {
  switch (name) {
    case "kind":
      return { title: "When", oneOf: KINDS, default: "cron" };
    case "missed":
      return {
        title: "If Prama was off when it was due",
        oneOf: MISSED,
        default: own.default ?? "once",
        description: "Making up for each stops at 100",
      };
    case "cron":
      return { ...own, examples: PATTERNS };
    case "at":
      return {
        ...own,
        format: "local-date-time",
        title: kind === "once" ? "At" : "First at",
        description: undefined,
      };
    case "time_zone":
      return { ...own, description: "Empty: the one of this computer" };
    default:
      return own;
  }
}

export function ScheduleField({ schema, formData, fieldPathId, onChange, registry }: FieldProps) {
  const own = registry.schemaUtils.retrieveSchema(schema, formData) as Schema;
  const value: Schedule = (formData as Schedule | undefined) ?? {};
  const kind = typeof value.kind === "string" ? value.kind : "cron";
  const set = (name: string, next: unknown) => {
    const changed: Schedule = { ...value, kind, [name]: next };
    // The id follows the name until someone gives it one of its own.
    if (name === "name" && (!value.id || value.id === slug(value.name))) changed.id = slug(next);
    onChange(changed, fieldPathId.path, undefined, fieldPathId.$id);
  };
  return (
    <div className="cf-schedule" id={fieldPathId.$id}>
      <div className="cf-schedule-fields">
        {(SHOWN[kind] ?? SHOWN.cron ?? [])
          .filter((name) => own.properties?.[name])
          .map((name) => (
            <div key={name} data-pointer={pointerOf([...fieldPathId.path, name])} data-name={name}>
              <ValueControl
                name={name}
                schema={drawn(name, own.properties?.[name] ?? {}, kind)}
                value={value[name]}
                onChange={(next) => set(name, next)}
                path={[...fieldPathId.path, name]}
                required={own.required?.includes(name) || NEEDED[kind] === name}
              />
            </div>
          ))}
      </div>
      <Preview schedule={{ ...value, kind }} needed={NEEDED[kind] ?? "cron"} />
    </div>
  );
}

const WHEN = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** A moment as its zone's clocks show it, with the zone's distance from UTC. */
function clockText(at: string): string {
  const [, local = at, offset = ""] = /^(.{19}).*?(Z|[+-]\d\d:\d\d)$/.exec(at) ?? [];
  const time = new Date(`${local}Z`);
  return Number.isNaN(time.getTime())
    ? at
    : `${WHEN.format(time)} ${offset === "Z" ? "UTC" : `UTC${offset}`}`;
}

function Preview({ schedule, needed }: { schedule: Schedule; needed: string }) {
  const [asked] = useDebouncedValue(JSON.stringify(schedule), 250);
  const filled = schedule[needed] !== undefined;
  const { data, error, isPending } = useQuery({
    queryKey: ["schedule-preview", asked],
    queryFn: () => api.post<SchedulePreview>("/api/schedules/preview", { schedule: JSON.parse(asked) }),
    // What is asked lags behind what is typed.
    enabled: filled && (JSON.parse(asked) as Schedule)[needed] !== undefined,
    retry: false,
    staleTime: 10_000,
    placeholderData: (before) => before,
  });
  return (
    <section className="cf-preview" aria-label="What this schedule means" data-testid="schedule-preview">
      {!filled ? (
        <p className="faint">Fill it in to see when it is due.</p>
      ) : error ? (
        <PreviewProblem error={error} />
      ) : isPending ? (
        <Skeleton height={20} />
      ) : (
        <>
          <strong>{data.description}</strong>
          {data.next.length === 0 ? (
            <p className="cf-preview-never">It is never due again.</p>
          ) : (
            <ol className="num" aria-label="Next times">
              {data.next.map((at) => (
                <li key={at}>{clockText(at)}</li>
              ))}
            </ol>
          )}
        </>
      )}
    </section>
  );
}

function PreviewProblem({ error }: { error: unknown }) {
  const { errors } = problemOf(error);
  if (!errors?.length) return <ErrorState error={error} />;
  return (
    <ul className="cf-error">
      {errors.map((item) => (
        <li key={item.pointer}>{item.message}</li>
      ))}
    </ul>
  );
}
