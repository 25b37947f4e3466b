import type { Source } from "../../api/types";
import { CopyButton, Markdown, Mono, PathName } from "../../components";
import { Facts, Row } from "./Facts";
import { TrustSummary } from "./TrustSummary";

/** What its author says about the source, and where it comes from. */
export default function About({ source }: { source: Source }) {
  return (
    <div className="about">
      <Facts>
        <Row name="Id">
          <Mono copy>{source.id}</Mono>
        </Row>
        {source.version && <Row name="Version">{source.version}</Row>}
        <Row name="Author">{source.author ?? <span className="faint">not named</span>}</Row>
        {source.license && <Row name="Licence">{source.license}</Row>}
        {source.tags.length > 0 && <Row name="Tags">{source.tags.join(", ")}</Row>}
        <Row name="Folder">
          <PathName path={source.path} />
          <CopyButton text={source.path} label="Copy folder" />
        </Row>
        {source.trust && <TrustSummary source={source} trust={source.trust} />}
      </Facts>
      {source.readme ? (
        <Markdown text={source.readme} />
      ) : (
        <p className="faint">
          Its folder has no README.md. What stands in one is shown here: how to set it up, what it reports.
        </p>
      )}
    </div>
  );
}
