import { describe, expect, it } from "vitest";
import { fakeSources } from "../../host/fake-data";
import { DEFAULTS, daysText, OPTIONS, optionProblems, optionTexts, recommended, spanText } from "./options";

describe("options", () => {
  it("are recommended for sources of files only", () => {
    const [pdf, system] = fakeSources(0);
    expect(recommended(pdf, [])).toEqual({ once: { per: "file" }, flood: { limit: 100, per_s: 60 } });
    expect(recommended(system, [])).toEqual({});
    expect(recommended(undefined, [{ path: "file_path" }])).toHaveProperty("once");
  });

  it("are worded by the engine, and named until it has answered", () => {
    expect(optionProblems(DEFAULTS)).toEqual({});
    const said = [
      { key: "once", text: "Once per file." },
      { key: "rate", text: "At most 1 run in 1 h; more wait." },
    ];
    expect(optionTexts({ flood: { limit: 100, per_s: 60 }, once: { per: "file" } }, said)).toEqual([
      { key: "once", text: "Once per file." },
      { key: "flood", text: "Hold a flood." },
    ]);
    expect(optionTexts(DEFAULTS, undefined).map((t) => t.key)).toEqual(OPTIONS.map((o) => o.key));
  });

  it("say what is missing", () => {
    expect(optionProblems({ once: { per: "key" } })).toEqual({ once: "Choose the field that must differ." });
    expect(optionProblems({ schedule: { ...DEFAULTS.schedule, days: [] } }).schedule).toMatch(/one day/);
  });

  it("read spans and days as people say them", () => {
    expect([30, 60, 120, 3600, 172_800].map(spanText)).toEqual(["30 s", "60 s", "2 min", "1 h", "2 d"]);
    expect(daysText(["mon", "tue", "wed", "thu", "fri"])).toBe("Mon–Fri");
    expect(daysText(["mon", "wed"])).toBe("Mon, Wed");
  });
});
