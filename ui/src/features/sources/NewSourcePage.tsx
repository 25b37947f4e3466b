// From an empty folder to a running source: two files to copy, and a look-out that says when Prama has found them.
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useStatus } from "../../api/queries";
import { CopyButton, LinkButton, Page, PathName, problemToast } from "../../components";
import { host } from "../../host";
import { Lookout } from "./Lookout";
import {
  ID_RULE,
  LANGUAGE_NAMES,
  LANGUAGES,
  type Language,
  manifestOf,
  NEEDS,
  SCRIPTS,
  scriptOf,
  terminalOf,
} from "./samples";
import "./new-source.css";

/** Where sources of one's own go: the folder in the data folder, which comes first. */
function useOwnFolder(): string {
  const status = useStatus().data;
  const dirs = status?.source_dirs ?? [];
  return dirs.find((dir) => status && dir.startsWith(status.data_dir)) ?? dirs[0] ?? "";
}

function Step({ n, title, children }: { n: number; title: string; children: React.ReactNode }) {
  return (
    <li className="ns-step">
      <h2>
        <span className="ns-number num">{n}</span> {title}
      </h2>
      <div className="ns-body">{children}</div>
    </li>
  );
}

function FileText({ name, text }: { name: string; text: string }) {
  return (
    <figure className="ns-file">
      <figcaption>
        <code>{name}</code>
        <CopyButton text={text}>Copy {name}</CopyButton>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <pre tabIndex={0} aria-label={`Text of ${name}`} data-testid={`file-${name}`}>
        {text}
      </pre>
    </figure>
  );
}

export function NewSourcePage() {
  const navigate = useNavigate();
  const { lang } = useSearch({ from: "/sources/new" });
  const language: Language = LANGUAGES.find((item) => item === lang) ?? "python";
  const [typed, setTyped] = useState("my-source");
  const sound = ID_RULE.test(typed) && typed.length <= 64;
  const id = sound ? typed : "my-source";
  const own = useOwnFolder();
  const folder = `${own}/${id}`;
  const script = SCRIPTS[language];
  return (
    <Page
      title="Write your own source"
      actions={
        <LinkButton variant="default" to="/sources">
          All sources
        </LinkButton>
      }
    >
      <div className="ns">
        <p className="muted">
          A source is a folder with a <code>plugin.json</code> and a program. The program writes one line of
          JSON for each event; any language will do. Prama starts it, watches it and starts it again.
        </p>
        <div className="ns-choose">
          <SegmentedControl
            aria-label="Language"
            value={language}
            onChange={(next) => navigate({ to: "/sources/new", search: { lang: next }, replace: true })}
            data={LANGUAGES.map((item) => ({ value: item, label: LANGUAGE_NAMES[item] }))}
          />
          <span className="muted">{NEEDS[language]}</span>
        </div>
        <ol className="ns-steps">
          <Step n={1} title="Make a folder for it">
            <TextInput
              label="Its id"
              description="Lower-case letters, digits and hyphens; also the name of the folder"
              className="ns-id"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={sound ? undefined : "Lower-case letters, digits and single hyphens, at most 64."}
              spellCheck={false}
              autoComplete="off"
            />
            <p className="ns-path">
              <PathName path={folder} />
              <CopyButton text={folder}>Copy path</CopyButton>
              {host.openPath && (
                <Button variant="default" onClick={() => host.openPath?.(own).catch(problemToast)}>
                  Open {own.split(/[\\/]/).at(-1)}
                </Button>
              )}
            </p>
          </Step>
          <Step n={2} title="Put these two files in it">
            <FileText name="plugin.json" text={manifestOf(id, language)} />
            <FileText name={script} text={scriptOf(id, language)} />
            <p className="ns-path">
              <CopyButton text={terminalOf(folder, id, language)}>Copy as one command</CopyButton>
              <span className="faint">
                Paste it into a terminal (macOS, Linux): it makes the folder and both files.
              </span>
            </p>
          </Step>
          <Step n={3} title="Trust it, and see it run">
            <p className="muted">
              It shows up here within a second. Nothing of it runs before you have looked at it and said yes;
              while you work on it, choose that your own edits run without being asked again.
            </p>
            <Lookout id={id} />
          </Step>
        </ol>
        <p className="muted">
          <strong>With a test, in one go:</strong>{" "}
          <code>
            prama sources new {id} --lang {language}
          </code>{" "}
          <CopyButton text={`prama sources new ${id} --lang ${language}`} label="Copy the command" />
        </p>
      </div>
    </Page>
  );
}
