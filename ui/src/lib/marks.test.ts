import { describe, expect, it } from "vitest";
import { hasDirectionMarks, splitForMiddleEllipsis, visiblePieces } from "./marks";

const shown = (text: string) =>
  visiblePieces(text)
    .map((piece) => (piece.mark ? `[${piece.text}]` : piece.text))
    .join("");

describe("hidden characters", () => {
  it("shows a direction override that would disguise an extension", () => {
    expect(hasDirectionMarks("invoice\u202efdp.exe")).toBe(true);
    expect(shown("invoice\u202efdp.exe")).toBe("invoice[RLO]fdp.exe");
  });
  it("shows line breaks and control bytes, and leaves plain names alone", () => {
    expect(shown("a\nb\u0007.pdf")).toBe("a[\\n]b[U+0007].pdf");
    expect(visiblePieces("総勘定元帳.pdf")).toEqual([{ text: "総勘定元帳.pdf", mark: false }]);
  });
});

describe("middle ellipsis", () => {
  it("keeps the extension in the tail and never cuts an emoji in half", () => {
    const [head, tail] = splitForMiddleEllipsis("scan of a very long contract 😀😀😀😀😀😀.pdf");
    expect(tail.endsWith("😀.pdf")).toBe(true);
    expect(Array.from(tail)).toHaveLength(10);
    expect(head + tail).toBe("scan of a very long contract 😀😀😀😀😀😀.pdf");
  });
  it("does not cut short names", () => {
    expect(splitForMiddleEllipsis("notes.pdf")).toEqual(["notes.pdf", ""]);
  });
});
