import { describe, expect, it } from "vitest";
import { faultIn, parseObject } from "./json";

describe("JSON a person types", () => {
  it("agrees with the real parser about what is JSON", () => {
    const texts = [
      '{"a":[1,-0.5e3,"x\\u00e9\\n",true,null,{}],"b":[]}',
      " [] ",
      '""',
      "01",
      "[1,]",
      '{"a":1,}',
      "{a:1}",
      '"\n"',
      "tru",
      "",
      "1 2",
      '{"a" 1}',
      '"\\x"',
      "[",
      '{"a":',
    ];
    for (const text of texts) {
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect([text, faultIn(text) === -1]).toEqual([text, valid]);
    }
  });
  it("names line, column and what stands there", () => {
    expect(parseObject('{\n  "a": ,\n}').error).toContain('line 2, column 8, "," can\'t stand here');
    expect(parseObject('{"a": 1').error).toContain("the end came too early");
    expect(parseObject('{"a": 1,\n  b: 2}').error).toContain("line 2, column 3");
    expect(parseObject("[1]").error).toContain("an object");
    expect(parseObject('{"a": 1}').value).toEqual({ a: 1 });
  });
});
