import { useStatus } from "../../api/queries";
import type { Source } from "../../api/types";
import { CopyButton, Mono, RelativeTime } from "../../components";
import { formatNumber } from "../../lib/format";

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export default function Manifest({ source }: { source: Source }) {
  const url = useStatus().data?.url;
  const hook = source.webhookEndpoint && `${url ?? ""}${source.webhookEndpoint}`;
  return (
    <div className="manifest">
      <dl className="facts">
        <Row name="Id">
          <Mono copy>{source.id}</Mono>
        </Row>
        <Row name="File">
          <Mono copy>{source.manifest_path}</Mono>
        </Row>
        <Row name="Comes with Prama">{source.shipped ? "yes" : "no, from your plugin folder"}</Row>
        {source.author && <Row name="Author">{source.author}</Row>}
        {source.license && <Row name="Licence">{source.license}</Row>}
        {source.tags.length > 0 && <Row name="Tags">{source.tags.join(", ")}</Row>}
        {hook && (
          <Row name="Webhook address">
            <code>{hook}</code> <CopyButton text={hook} label="Copy webhook address" />
          </Row>
        )}
        {source.pid && <Row name="Process">{source.pid}</Row>}
        <Row name="Events">
          {formatNumber(source.events_total)} accepted, {formatNumber(source.rejected_total)} rejected
        </Row>
        <Row name="Last activity">
          <RelativeTime at={source.last_activity_at} />
        </Row>
      </dl>
      {source.warnings.length > 0 && (
        <>
          <h3>Warnings</h3>
          <ul className="manifest-warnings">
            {source.warnings.map((warning) => (
              <li key={warning.pointer + warning.code}>
                {warning.message} <span className="faint num">line {warning.line}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {source.readme && (
        <>
          <h3>Read me</h3>
          <pre className="readme">{source.readme}</pre>
        </>
      )}
    </div>
  );
}
