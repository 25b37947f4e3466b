// Who may import whom in the UI, and what may never be written.
import { expect, it } from "vitest";

const files = import.meta.glob<string>("./**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const entries = Object.entries(files).filter(([path]) => !path.includes(".test."));
const importsOf = (text: string) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] as string);

it("reads the sources it judges", () => {
  expect(entries.length).toBeGreaterThan(60);
});

it("only the host folder knows the desktop shell", () => {
  const guilty = entries.filter(
    ([path, text]) =>
      !path.startsWith("./host/") && importsOf(text).some((name) => name.startsWith("@tauri-apps/")),
  );
  expect(guilty.map(([path]) => path)).toEqual([]);
});

it("a feature imports host, api, components and lib, never another feature or the app", () => {
  const guilty = entries.flatMap(([path, text]) => {
    const own = /^\.\/features\/([^/]+)\//.exec(path)?.[1];
    if (!own) return [];
    return importsOf(text)
      .filter(
        (name) =>
          name.startsWith("../../") &&
          !/^\.\.\/\.\.\/(host|api|components|lib)(\/|$)/.test(name) &&
          !name.startsWith(`../../features/${own}/`),
      )
      .map((name) => `${path} → ${name}`);
  });
  expect(guilty).toEqual([]);
});

it("event data never becomes markup or code", () => {
  const guilty = entries.filter(([, text]) =>
    /dangerouslySetInnerHTML|innerHTML\s*=|\beval\(|new Function\(/.test(text),
  );
  expect(guilty.map(([path]) => path)).toEqual([]);
});
