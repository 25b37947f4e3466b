// The smallest source in each language: two files that run as they stand. The end-to-end tests run each of them.
export const LANGUAGES = ["python", "node", "bash"] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = { python: "Python", node: "Node", bash: "Bash" };
export const SCRIPTS: Record<Language, string> = { python: "main.py", node: "main.mjs", bash: "main.sh" };
export const NEEDS: Record<Language, string> = {
  python: "Needs Python 3.10 or newer. Nothing to install: Prama brings the prama module.",
  node: "Needs Node 20 or newer. Nothing to install: a source only writes lines of JSON.",
  bash: "Needs nothing. A source only writes lines of JSON.",
};

export const ID_RULE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const title = (id: string) => id.replaceAll("-", " ").replace(/^./, (first) => first.toUpperCase());

export const manifestOf = (id: string, language: Language) => `{
  "type": "event-source",
  "id": "${id}",
  "name": "${title(id)}",
  "description": "Counts, every ten seconds",
  "version": "1.0.0",
  "entry": "${SCRIPTS[language]}",
  "eventTypes": [
    {
      "type": "tick",
      "label": "Tick",
      "description": "Ten seconds have gone by",
      "schema": {
        "type": "object",
        "properties": { "n": { "type": "integer", "description": "How many so far" } },
        "required": ["n"]
      }
    }
  ]
}
`;

export function scriptOf(id: string, language: Language): string {
  switch (language) {
    case "python":
      return `import asyncio

from prama import emit_event


async def main():
    n = 0
    while True:
        n += 1
        await emit_event("tick", "${id}", {"n": n})
        await asyncio.sleep(10)
`;
    case "node":
      return `let n = 0;

function tick() {
  n += 1;
  console.log(JSON.stringify({ event_type: "tick", data: { n } }));
}

tick();
setInterval(tick, 10_000);
`;
    case "bash":
      return `n=0
while true; do
  n=$((n + 1))
  echo "{\\"event_type\\": \\"tick\\", \\"data\\": {\\"n\\": $n}}"
  sleep 10
done
`;
  }
}

/** The same two files as one paste into a terminal. */
export const terminalOf = (folder: string, id: string, language: Language) => `mkdir -p ${quoted(folder)}
cat > ${quoted(`${folder}/plugin.json`)} <<'EOF'
${manifestOf(id, language)}EOF
cat > ${quoted(`${folder}/${SCRIPTS[language]}`)} <<'EOF'
${scriptOf(id, language)}EOF
`;

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
