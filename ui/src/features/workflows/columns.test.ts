import { expect, it } from "vitest";
import { users } from "./columns";

const named = (name: string) => ({ id: name, name, active: true });

it("names the triggers that use a workflow, and counts those that are not named", () => {
  expect(users({ used_by: [named("Invoices"), named("Archive")], used_by_total: 2 })).toBe(
    "Invoices, Archive",
  );
  const fifty = Array.from({ length: 50 }, (_, i) => named(`T${i}`));
  expect(users({ used_by: fifty, used_by_total: 100_000 })).toMatch(/, T49 and 99\u202f950 more$/);
});
