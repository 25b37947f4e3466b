// Ids of configured instances: suggested from the name, checked before the engine is asked.
import type { Source } from "../../api/types";

export function kebab(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64)
    .replace(/-$/, "");
}

/** The id for a name; numbered when it is taken. */
export function suggestId(base: string, name: string, taken: string[]): string {
  const own = kebab(name);
  const wanted = own === "" ? base : own;
  if (!taken.includes(wanted)) return wanted;
  for (let n = 2; ; n += 1) if (!taken.includes(`${wanted}-${n}`)) return `${wanted}-${n}`;
}

export function idProblem(id: string, taken: string[]): string | undefined {
  if (id === "") return "An id is needed: triggers name the source by it.";
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    return "Use small letters, digits and single hyphens, for example invoices-inbox.";
  if (taken.includes(id)) return `There is a source with the id ${id} already.`;
}

type Config = Record<string, unknown>;

/** A configuration without the secrets that only the engine knows, and whether there were any. */
export function withoutSecrets(config: Config): { config: Config; hadSecrets: boolean } {
  let hadSecrets = false;
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, child]) => {
        if (typeof child === "object" && child !== null && "$secret" in child) {
          hadSecrets = true;
          return [];
        }
        return [[key, walk(child)]];
      }),
    );
  };
  return { config: walk(config) as Config, hadSecrets };
}

/** Whether more than one of it makes sense: it can run, and it has something to set. */
export function canHaveInstances(source: Source): boolean {
  const settings = (source.configSchema as { properties?: object } | undefined)?.properties ?? {};
  return (
    !source.instance_of &&
    !["invalid", "untrusted", "builtin"].includes(source.state) &&
    Object.keys(settings).length > 0
  );
}
