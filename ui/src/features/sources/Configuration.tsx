import { Button } from "@mantine/core";
import { useState } from "react";
import { problemOf } from "../../api/client";
import type { Source } from "../../api/types";
import {
  changesBetween,
  EmptyState,
  ErrorState,
  type Schema,
  SchemaForm,
  StatusIcon,
  undoToast,
} from "../../components";
import { formatValue, plural } from "../../lib/format";
import { useApplyConfig } from "./actions";

/** The source's own settings, drawn from its configSchema. Applied at once, with undo. */
export default function Configuration({ source }: { source: Source }) {
  const schema = source.configSchema as Schema | undefined;
  const [draft, setDraft] = useState<Record<string, unknown> | null>(null);
  const apply = useApplyConfig(source.id);
  const undo = useApplyConfig(source.id);
  if (!schema?.properties || Object.keys(schema.properties).length === 0) {
    return <EmptyState sentence="This source has nothing to configure." />;
  }
  const before = source.config;
  const value = draft ?? before;
  const changes = draft ? changesBetween(before, draft) : [];
  const problems = apply.error ? (problemOf(apply.error).errors ?? []) : [];
  return (
    <form
      className="config"
      onSubmit={(event) => {
        event.preventDefault();
        apply.mutate(value, {
          onSuccess: () => {
            setDraft(null);
            undoToast(`Applied to ${source.name}.`, () => undo.mutateAsync(before));
          },
        });
      }}
    >
      <SchemaForm
        schema={schema}
        value={value}
        onChange={setDraft}
        problems={problems}
        rowExtra={(_pointer, row) => {
          const path = (row as { path?: string } | null)?.path;
          const folder = source.folders.find((item) => item.path === path);
          return folder && <StatusIcon status={folder.state} />;
        }}
      />
      {apply.error && <ErrorState error={apply.error} />}
      <div className="config-foot">
        <Button
          type="submit"
          disabled={changes.length === 0}
          loading={apply.isPending}
          data-testid="config-apply"
        >
          Apply & restart
        </Button>
        <Button variant="default" disabled={changes.length === 0} onClick={() => setDraft(null)}>
          Discard
        </Button>
        <span className="muted">
          {changes.length === 0 ? "No changes" : plural(changes.length, "change")}
        </span>
      </div>
      {changes.length > 0 && (
        <ul className="config-changes" aria-label="Changes">
          {changes.map((change) => (
            <li key={change.pointer}>
              <code>{change.pointer}</code> <del className="faint">{formatValue(change.before)}</del> →{" "}
              <ins>{formatValue(change.after)}</ins>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
