// Loaded by Prama before a Node source (`node --import`): makes `@prama/sdk` importable without installing anything.
// What the source brings in a node_modules folder of its own comes first. `require` finds it by NODE_PATH.

import * as module from "node:module";
import { resolveSync } from "./hooks.js";

/** Node 22.15 and newer: hooks that run in the same thread. */
const { registerHooks } = module as { registerHooks?: (hooks: { resolve: typeof resolveSync }) => void };
/** Node versions that run TypeScript say so. */
const { typescript } = process.features as { typescript?: string | false };

if (/\.[cm]?ts$/.test(process.argv[1] ?? "") && !typescript) {
  process.stderr.write(
    `This source is written in TypeScript, which Node 22.18 and newer run; this is Node ${process.versions.node}. ` +
      'Install a newer Node, or name the compiled .js file in "entry".\n',
  );
  process.exit(1);
}

if (registerHooks) registerHooks({ resolve: resolveSync });
else module.register("./hooks.js", import.meta.url);
