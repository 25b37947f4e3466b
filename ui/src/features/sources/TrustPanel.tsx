// Before a source may run: what it is, what it could do, what changed, and the question.
import { Button, Checkbox, Modal } from "@mantine/core";
import { ShieldQuestion } from "lucide-react";
import { useState } from "react";
import { sourceCalls, useSourceCall } from "../../api/sources";
import type { Source, SourceTrust } from "../../api/types";
import { CopyButton, ErrorState, Prose, problemToast } from "../../components";
import { TrustFacts } from "./TrustFacts";
import { TrustFiles } from "./TrustFiles";
import { effectOf, headline, shortHash } from "./trust";
import "./trust.css";

function Confirm({ source, trust, onClose }: { source: Source; trust: SourceTrust; onClose: () => void }) {
  const [follow, setFollow] = useState(trust.follows_edits);
  const say = useSourceCall(() => sourceCalls.trust(source.id, trust.hash, follow));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Trust ${source.name || source.id} and let it run?`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <div className="trust-confirm">
        <p className="trust-effect">{effectOf(source, trust, follow)}</p>
        <p className="muted num">
          Content <code>{shortHash(trust.hash)}</code>
        </p>
        <Checkbox
          label="I am writing this source: also trust my later edits"
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
          data-testid="trust-follow"
        />
        {say.error && <ErrorState error={say.error} />}
        <div className="trust-buttons">
          <Button variant="default" data-autofocus onClick={onClose}>
            Not now
          </Button>
          <Button
            loading={say.isPending}
            onClick={() => say.mutate(undefined, { onSuccess: onClose })}
            data-testid="trust-confirm"
          >
            Trust this version
          </Button>
        </div>
      </div>
    </Modal>
  );
}

export function TrustPanel({ source, trust }: { source: Source; trust: SourceTrust }) {
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  const block = useSourceCall(() => sourceCalls.block(source.id));
  if (trust.state === "shipped" || trust.state === "trusted") return null;
  // What can't be read can't be trusted either: its errors come first.
  if (source.state !== "untrusted" && source.errors.length > 0) return null;
  if (source.state !== "untrusted" && !open) {
    return (
      <div className="source-note source-note-held source-note-row" data-testid="trust-waits">
        <ShieldQuestion size={14} aria-hidden="true" />
        <p>
          Its files changed. The version you trusted goes on running; the new one starts only after you say
          yes to it.
        </p>
        <Button variant="default" onClick={() => setOpen(true)} data-testid="trust-review">
          Review the change
        </Button>
      </div>
    );
  }
  return (
    <section className="trust" aria-labelledby="trust-title" data-testid="trust-panel">
      <h3 id="trust-title" className="trust-title">
        <ShieldQuestion size={16} aria-hidden="true" /> {headline(source, trust)}
      </h3>
      <TrustFacts source={source} trust={trust} />
      <TrustFiles trust={trust} />
      {trust.problem && (
        <p className="source-note source-note-fail" role="alert">
          <Prose text={trust.problem} />
        </p>
      )}
      <p className="trust-hash muted">
        Content hash <code title={trust.hash}>{shortHash(trust.hash)}</code>
        <CopyButton text={trust.hash} label="Copy content hash" />
      </p>
      <div className="trust-buttons">
        <Button
          disabled={trust.problem !== undefined}
          onClick={() => setAsking(true)}
          data-testid="trust-button"
        >
          Trust this version…
        </Button>
        {trust.state !== "blocked" && (
          <Button
            variant="default"
            loading={block.isPending}
            onClick={() => block.mutate(undefined, { onError: problemToast })}
            data-testid="block-button"
          >
            Block
          </Button>
        )}
      </div>
      {asking && <Confirm key={trust.hash} source={source} trust={trust} onClose={() => setAsking(false)} />}
    </section>
  );
}
