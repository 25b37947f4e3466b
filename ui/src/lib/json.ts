// JSON a person types: an object, or a plain sentence about what is wrong with it and where.

/** Where a text stops being JSON; its length when something is missing at the end, -1 when it is JSON. */
export function faultIn(text: string): number {
  let at = 0;
  const space = () => {
    while (/[ \t\n\r]/.test(text[at] ?? "")) at += 1;
  };
  const token = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) return false;
    at += found.length;
    return true;
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly the characters that a string may not hold
  const string = () => token(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  const list = (close: string, item: () => boolean): boolean => {
    at += 1;
    space();
    if (text[at] === close) return token(/./y);
    for (;;) {
      if (!item()) return false;
      space();
      if (text[at] === close) return token(/./y);
      if (text[at] !== ",") return false;
      at += 1;
      space();
    }
  };
  const entry = (): boolean => {
    if (!string()) return false;
    space();
    if (text[at] !== ":") return false;
    at += 1;
    return value();
  };
  const value = (): boolean => {
    space();
    if (text[at] === "{") return list("}", entry);
    if (text[at] === "[") return list("]", value);
    return string() || token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  };
  if (!value()) return at;
  space();
  return at === text.length ? -1 : at;
}

/** "line 2, column 8": counted from 1, as editors do. */
export function placeOf(text: string, index: number): string {
  const before = text.slice(0, index).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function whatIsThere(text: string, index: number): string {
  const rest = text.slice(index).trimStart();
  return rest === "" ? "the end came too early" : `"${[...rest][0]}" can't stand here`;
}

export function parseObject(text: string): { value?: Record<string, unknown>; error?: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return { error: "This is to be an object: it starts with { and ends with }." };
    }
    return { value: value as Record<string, unknown> };
  } catch {
    const fault = Math.max(0, faultIn(text));
    return { error: `This is not valid JSON yet: ${placeOf(text, fault)}, ${whatIsThere(text, fault)}.` };
  }
}
