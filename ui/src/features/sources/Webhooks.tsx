// The addresses under which other services reach a source: to copy, with how they are signed and when one last called.
import type { Source, Webhook } from "../../api/types";
import { CopyButton, RelativeTime, StatusIcon } from "../../components";
import { exampleCall, SCHEMES } from "./webhookCall";

export function HookAddress({ hook }: { hook: Webhook }) {
  const call = exampleCall(hook);
  return (
    <div className="hook" data-testid="webhook">
      <p className="hook-line">
        <code className="hook-url">{hook.url}</code>
        <CopyButton text={hook.url} label={`Copy the address of ${hook.name}`} />
      </p>
      <p className="hook-line">
        {hook.signed ? (
          <StatusIcon status="on" label={`Signed: ${SCHEMES[hook.scheme] ?? hook.scheme}`} />
        ) : (
          <StatusIcon status="warning" label="Unsigned: whoever knows the address can call it" />
        )}
        <span className="faint">
          {hook.last_call_at ? (
            <>
              last call <RelativeTime at={hook.last_call_at} />
              {hook.last_status !== undefined && `, answered ${hook.last_status}`}
            </>
          ) : (
            "never called"
          )}
        </span>
      </p>
      <details className="hook-example">
        <summary>Try it from a terminal</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
        <pre tabIndex={0} aria-label="Example call">
          {call}
        </pre>
        <CopyButton text={call}>Copy example</CopyButton>
      </details>
    </div>
  );
}

/** Those of a whole source, for its manifest. */
export function Webhooks({ source }: { source: Source }) {
  return (
    <ul className="hooks">
      {(source.webhooks ?? []).map((hook) => (
        <li key={hook.url}>
          <strong>{hook.name}</strong>
          <HookAddress hook={hook} />
        </li>
      ))}
    </ul>
  );
}
