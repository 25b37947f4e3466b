// What the rows of a source's configuration show beside their fields.
import type { Source } from "../../api/types";
import { StatusIcon } from "../../components";
import type { ConfigForm } from "../../components/config-form";

type Rows = Pick<React.ComponentProps<typeof ConfigForm>, "rows" | "rowExtra" | "rowSummary">;

export function rowsOf(source: Source): Rows {
  return {
    rowExtra: (_pointer, row) => {
      const path = (row as { path?: string } | null)?.path;
      const folder = source.folders.find((item) => item.path === path);
      return folder && <StatusIcon status={folder.state} />;
    },
  };
}
