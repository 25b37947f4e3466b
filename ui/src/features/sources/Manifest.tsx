import { useSource, useStatus } from "../../api/queries";
import type { Source } from "../../api/types";
import { CopyButton, PathName, Prose, StatusIcon } from "../../components";
import { plural } from "../../lib/format";
import { Facts, Row } from "./Facts";
import { InvalidFrame } from "./InvalidFrame";
import { Webhooks } from "./Webhooks";
import "./config.css";

function Warnings({ source }: { source: Source }) {
  return (
    <section aria-labelledby="manifest-warnings">
      <h3 id="manifest-warnings">{plural(source.warnings.length, "warning")}</h3>
      <ul className="manifest-warnings">
        {source.warnings.map((warning) => (
          <li key={warning.pointer + warning.code + warning.line}>
            <StatusIcon status="warning" iconOnly />
            <span className="faint num">line {warning.line}</span>
            <span>
              <Prose text={warning.message} />{" "}
              {warning.suggestion && (
                <>
                  Use <code>{warning.suggestion}</code>.
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** plugin.json: whether it can be read, what could be better, and what it says about the source as a whole. */
export default function Manifest({ source }: { source: Source }) {
  const url = useStatus().data?.url;
  const { refetch, dataUpdatedAt } = useSource(source.id);
  const hook = source.webhookEndpoint && `${url ?? ""}${source.webhookEndpoint}`;
  const sound = source.errors.length === 0;
  return (
    <div className="manifest">
      {!sound && <InvalidFrame source={source} checkedMs={dataUpdatedAt} onRecheck={() => refetch()} />}
      <Facts>
        <Row name="File">
          <PathName path={source.manifest_path} />
          <CopyButton text={source.manifest_path} label="Copy path of plugin.json" />
        </Row>
        {sound && (
          <Row name="Read">
            <StatusIcon
              status="succeeded"
              label={
                source.warnings.length === 0
                  ? "Without complaint"
                  : `With ${plural(source.warnings.length, "warning")}`
              }
            />
          </Row>
        )}
        {sound && (
          <Row name="Event types">{source.eventTypes.map((type) => type.type).join(", ") || "none"}</Row>
        )}
        {source.webhooks && source.webhooks.length > 0 && (
          <Row name="Webhooks">
            <Webhooks source={source} />
          </Row>
        )}
        {hook && !source.webhooks?.length && (
          <Row name="Webhook address">
            <code>{hook}</code> <CopyButton text={hook} label="Copy webhook address" />
          </Row>
        )}
      </Facts>
      {source.warnings.length > 0 && <Warnings source={source} />}
    </div>
  );
}
