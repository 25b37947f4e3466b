// Where `@prama/sdk` is found: where Node looks, then in this package itself.

const NAME = "@prama/sdk";

interface Context {
  parentURL?: string | undefined;
}
type Next = (specifier: string, context: Context) => unknown;

/** For `module.register`: the answer of the next hook is a promise. */
export async function resolve(specifier: string, context: Context, next: Next): Promise<unknown> {
  if (!isOurs(specifier)) return next(specifier, context);
  try {
    return await next(specifier, context);
  } catch {
    return next(specifier, inside(context));
  }
}

/** For `module.registerHooks`. */
export function resolveSync(specifier: string, context: Context, next: Next): unknown {
  if (!isOurs(specifier)) return next(specifier, context);
  try {
    return next(specifier, context);
  } catch {
    return next(specifier, inside(context));
  }
}

function isOurs(specifier: string): boolean {
  return specifier === NAME || specifier.startsWith(`${NAME}/`);
}

/** A package finds itself by its own name. */
function inside(context: Context): Context {
  return { ...context, parentURL: import.meta.url };
}
