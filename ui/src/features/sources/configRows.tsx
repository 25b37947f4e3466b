// What the rows of a source's configuration show beside their fields.
import type { Source, Webhook } from "../../api/types";
import { StatusIcon } from "../../components";
import { type ConfigForm, formatWithUnit, unitsFor } from "../../components/config-form";
import { HookAddress } from "./Webhooks";

type Rows = Pick<React.ComponentProps<typeof ConfigForm>, "rowExtra" | "rowSummary">;
type Row = Record<string, unknown> | null;

const hookOf = (source: Source, row: Row): Webhook | undefined =>
  source.webhooks?.find(
    (hook) => typeof row?.path === "string" && row.path !== "" && hook.url.endsWith(`/${row.path}`),
  );

export function rowsOf(source: Source): Rows {
  return {
    rowExtra(pointer, value) {
      const row = value as Row;
      if (/^\/hooks\/\d+$/.test(pointer)) {
        const hook = hookOf(source, row);
        if (hook) return <HookAddress hook={hook} />;
        return <p className="faint">Its address shows up here once it is applied.</p>;
      }
      const folder = source.folders.find((item) => item.path === row?.path);
      return folder && <StatusIcon status={folder.state} />;
    },
    rowSummary(pointer, value) {
      const row = value as Row;
      if (/^\/schedules\/\d+$/.test(pointer) && row) return scheduleLine(row);
      return undefined;
    },
  };
}

function scheduleLine({ name, id, kind, cron, every_s, at }: Record<string, unknown>): string {
  const seconds = unitsFor("every_s") ?? [];
  const when =
    kind === "interval" && typeof every_s === "number"
      ? `every ${formatWithUnit(seconds, every_s)}`
      : kind === "once"
        ? `once, ${at ?? "no time yet"}`
        : cron;
  return [name || id, when].filter(Boolean).join(" · ");
}
