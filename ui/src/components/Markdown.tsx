// A README as React elements. Only text nodes come out of it: HTML stays text, pictures become their descriptions,
// and a link shows where it leads instead of leading there.
import { marked, type Token, type Tokens } from "marked";
import { type ReactNode, useMemo } from "react";
import { CopyButton } from "./CopyButton";
import "./Markdown.css";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name] ?? "");

function Inline({ tokens }: { tokens: Token[] | undefined }): ReactNode {
  return (tokens ?? []).map((token, index) => <Span key={index} token={token} />);
}

function Span({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case "strong":
      return (
        <strong>
          <Inline tokens={token.tokens} />
        </strong>
      );
    case "em":
      return (
        <em>
          <Inline tokens={token.tokens} />
        </em>
      );
    case "del":
      return (
        <del>
          <Inline tokens={token.tokens} />
        </del>
      );
    case "codespan":
      return <code>{plain(token.text)}</code>;
    case "br":
      return <br />;
    case "link": {
      const { href, text, tokens } = token as Tokens.Link;
      return (
        <>
          <Inline tokens={tokens} />
          {text !== href && (
            <>
              {" "}
              <span className="md-url">({href})</span>
            </>
          )}
        </>
      );
    }
    case "image":
      return (
        <span className="faint">[picture: {plain((token as Tokens.Image).text) || "no description"}]</span>
      );
    case "text":
    case "escape":
      return "tokens" in token && token.tokens ? <Inline tokens={token.tokens} /> : plain(token.text);
    case "checkbox":
      return (token as Tokens.Checkbox).checked ? "☑ " : "☐ ";
    default:
      return token.raw;
  }
}

function Table({ header, rows }: Tokens.Table) {
  return (
    <div className="md-table">
      <table>
        <thead>
          <tr>
            {header.map((cell, index) => (
              <th key={index} scope="col">
                <Inline tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index}>
                  <Inline tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function List({ ordered, start, items }: Tokens.List) {
  const rows = items.map((item, index) => (
    <li key={index}>
      <Blocks tokens={item.tokens} />
    </li>
  ));
  return ordered ? <ol start={start === "" ? undefined : start}>{rows}</ol> : <ul>{rows}</ul>;
}

function Block({ token }: { token: Token }): ReactNode {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      // The page has its own h1 and h2: a README's headings come below them.
      return token.depth === 1 ? (
        <h3 className="md-first">
          <Inline tokens={token.tokens} />
        </h3>
      ) : (
        <h4>
          <Inline tokens={token.tokens} />
        </h4>
      );
    case "paragraph":
      return (
        <p>
          <Inline tokens={token.tokens} />
        </p>
      );
    case "code":
      return (
        <div className="md-code">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
          <pre tabIndex={0}>{token.text}</pre>
          <CopyButton text={token.text} label="Copy code" />
        </div>
      );
    case "blockquote":
      return (
        <blockquote>
          <Blocks tokens={token.tokens} />
        </blockquote>
      );
    case "list":
      return <List {...(token as Tokens.List)} />;
    case "table":
      return <Table {...(token as Tokens.Table)} />;
    case "hr":
      return <hr />;
    case "html":
      return /^<!--[\s\S]*-->\s*$/.test(token.raw) ? null : <p>{token.raw}</p>;
    default:
      return <Span token={token} />;
  }
}

function Blocks({ tokens }: { tokens: Token[] | undefined }): ReactNode {
  return (tokens ?? []).map((token, index) => <Block key={index} token={token} />);
}

export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => marked.lexer(text), [text]);
  return (
    <div className="md">
      <Blocks tokens={tokens} />
    </div>
  );
}
