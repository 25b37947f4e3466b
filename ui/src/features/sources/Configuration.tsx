import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { isOvertaken, problemOf } from "../../api/client";
import type { FieldProblem, Source } from "../../api/types";
import { EmptyState, ErrorState, type Schema, undoToast } from "../../components";
import {
  type Change,
  ConfigForm,
  changesOf,
  focusProblem,
  isSecretMark,
  labelAt,
  problemsOf,
  valueAt,
  without,
} from "../../components/config-form";
import { plural } from "../../lib/format";
import { useApplyConfig } from "./actions";
import { ConfigChanges } from "./ConfigChanges";
import { rowsOf } from "./configRows";
import { OvertakenConfig } from "./OvertakenConfig";
import "./config.css";

type Values = Record<string, unknown>;

/** The source's own settings, drawn from its configSchema. Applied at once, with undo. */
export default function Configuration({ source }: { source: Source }) {
  const schema = source.configSchema as Schema | undefined;
  const [draft, setDraft] = useState<Values | null>(null);
  // The source as it was when the draft began.
  const [began, setBegan] = useState(source);
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState<Values | null>(null);
  const summary = useRef<HTMLDivElement>(null);
  const apply = useApplyConfig(source.id);
  const undo = useApplyConfig(source.id);
  if (!schema?.properties || Object.keys(schema.properties).length === 0) {
    return <EmptyState sentence="This source has nothing to configure." />;
  }
  const before = source.config as Values;
  const value = draft ?? before;
  const changes = draft ? changesOf(schema, before, draft) : [];
  // What the engine refused counts until that very value is changed.
  const refused = (apply.error ? (problemOf(apply.error).errors ?? []) : []).filter(
    ({ pointer }) => JSON.stringify(valueAt(sent, pointer)) === JSON.stringify(valueAt(value, pointer)),
  );
  const own = tried ? problemsOf(schema, value) : [];
  const problems = [...own, ...refused.filter((item) => !own.some((one) => one.pointer === item.pointer))];

  /** A secret that was replaced or removed is gone: what can't come back is left out. */
  const restore = (config: Values, etag: string) =>
    undo.mutateAsync({ config, etag }).catch((error) => {
      const gone = (problemOf(error).errors ?? [])
        .map((item) => item.pointer)
        .filter((pointer) => isSecretMark(valueAt(config, pointer)));
      if (gone.length === 0) throw error;
      return undo.mutateAsync({ config: without(config, gone) as Values, etag });
    });

  const change = (next: Values) => {
    if (!draft) setBegan(source);
    setDraft(next);
  };
  const discard = () => {
    setDraft(null);
    setTried(false);
    apply.reset();
  };
  /** `etag`: the configuration to write over, if not the one that the draft began with. */
  const submit = (etag = began.config_etag) => {
    setTried(true);
    if (problemsOf(schema, value).length > 0) {
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    setSent(value);
    apply.mutate(
      { config: value, etag },
      {
        onSuccess: (applied) => {
          setDraft(null);
          setTried(false);
          undoToast(appliedText(source.name, changes), () => restore(before, applied.config_etag));
        },
        onError: () => requestAnimationFrame(() => summary.current?.focus()),
      },
    );
  };

  return (
    <form
      className="config"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ConfigForm
        schema={schema}
        value={value}
        initial={before}
        onChange={change}
        showAll={tried}
        problems={refused}
        {...rowsOf(source)}
      />
      <div
        className="config-end"
        data-changed={changes.length > 0 || problems.length > 0 || apply.isError || undefined}
      >
        {problems.length > 0 ? (
          <Problems schema={schema} problems={problems} ref={summary} />
        ) : (
          changes.length > 0 &&
          !isOvertaken(apply.error) && <ConfigChanges changes={changes} label="What applying changes" />
        )}
        {isOvertaken(apply.error) ? (
          <OvertakenConfig
            problem={problemOf(apply.error)}
            schema={schema}
            source={source}
            began={began}
            mine={changes}
            busy={apply.isPending}
            onMine={submit}
            onTheirs={() => {
              discard();
              undoToast("Your changes were discarded.", () => setDraft(value));
            }}
          />
        ) : (
          apply.error &&
          (problemOf(apply.error).errors ?? []).length === 0 && <ErrorState error={apply.error} />
        )}
        <div className="config-foot">
          <Button
            type="submit"
            disabled={changes.length === 0}
            loading={apply.isPending}
            data-testid="config-apply"
          >
            Apply & restart
          </Button>
          <Button variant="default" disabled={changes.length === 0} onClick={discard}>
            Discard
          </Button>
          <span className="muted">
            {changes.length === 0 ? "No changes" : plural(changes.length, "change")}
          </span>
        </div>
      </div>
    </form>
  );
}

/** An old secret is kept nowhere, so it can't come back. */
function appliedText(name: string, changes: Change[]): string {
  const lost = changes.filter((change) => change.losesSecret).map((change) => change.where);
  if (lost.length === 0) return `Applied to ${name}, which starts anew.`;
  return `Applied to ${name}, which starts anew. Undo can't bring back: ${lost.join(", ")}.`;
}

function Problems({
  schema,
  problems,
  ref,
}: {
  schema: Schema;
  problems: FieldProblem[];
  ref: React.Ref<HTMLDivElement>;
}) {
  return (
    <div className="config-problems" ref={ref} tabIndex={-1} role="alert">
      <strong>Not applied: {plural(problems.length, "field needs", "fields need")} a look.</strong>
      <ul>
        {problems.map((item) => (
          <li key={item.pointer}>
            <a
              href={`#config${item.pointer}`}
              onClick={(event) => {
                event.preventDefault();
                focusProblem(item.pointer);
              }}
            >
              {labelAt(schema, item.pointer) || "Configuration"}: {item.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
