// The trigger as a sentence; each part leads to the control it came from.
import { focusLater } from "./ConditionGroup";
import type { SentenceToken } from "./sentence";

const controlId = (target: string) => {
  if (target === "when") return "trigger-when";
  if (target === "run") return "trigger-run";
  if (target.startsWith("opt:")) return `opt-${target.slice(4)}`;
  return `if-${target.slice(3)}-field`;
};

interface Props {
  tokens: SentenceToken[];
  /** The options are folded until one of theirs is asked for. */
  onOption: () => void;
}

export function SentenceBar({ tokens, onOption }: Props) {
  return (
    <p className="te-sentence" data-testid="trigger-sentence">
      {tokens.map((token, i) =>
        token.target ? (
          <button
            key={i}
            type="button"
            className="te-token"
            data-open={token.open || undefined}
            onClick={() => {
              if (token.target?.startsWith("opt:")) onOption();
              focusLater(controlId(token.target ?? ""));
            }}
          >
            {token.text}
          </button>
        ) : (
          <span key={i}>{token.text}</span>
        ),
      )}
    </p>
  );
}
