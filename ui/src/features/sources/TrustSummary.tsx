// Why a source may run, and taking it back.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { keepSource, sourceCalls, useSourceCall } from "../../api/sources";
import type { Source, SourceTrust } from "../../api/types";
import { CopyButton, problemToast, undoToast } from "../../components";
import { Row } from "./Facts";
import { shortHash } from "./trust";

function why(source: Source, trust: SourceTrust): string {
  if (trust.state === "shipped")
    return source.shipped ? "Comes with Prama" : "Same content as one that comes with Prama";
  if (trust.state === "trusted")
    return trust.follows_edits ? "You trust it, later edits included" : "You trust this version";
  return { new: "Not trusted yet", changed: "Changed since you trusted it", blocked: "Blocked" }[trust.state];
}

export function TrustSummary({ source, trust }: { source: Source; trust: SourceTrust }) {
  const client = useQueryClient();
  const block = useSourceCall(() => sourceCalls.block(source.id));
  const undo = async () =>
    keepSource(client, await sourceCalls.trust(source.id, trust.hash, trust.follows_edits));
  return (
    <>
      <Row name="Trust">
        {why(source, trust)}
        {trust.state === "trusted" && (
          <Button
            variant="default"
            loading={block.isPending}
            onClick={() =>
              block.mutate(undefined, {
                onSuccess: () => undoToast(`Blocked ${source.name}: it stops, and its triggers wait.`, undo),
                onError: problemToast,
              })
            }
          >
            Block
          </Button>
        )}
      </Row>
      <Row name="Content hash">
        <code title={trust.hash}>{shortHash(trust.hash)}</code>
        <CopyButton text={trust.hash} label="Copy content hash" />
      </Row>
    </>
  );
}
