// Where `@prama/sdk` is found: where Node looks, then in this package itself.
const NAME = "@prama/sdk";
/** For `module.register`: the answer of the next hook is a promise. */
export async function resolve(specifier, context, next) {
    if (!isOurs(specifier))
        return next(specifier, context);
    try {
        return await next(specifier, context);
    }
    catch {
        return next(specifier, inside(context));
    }
}
/** For `module.registerHooks`. */
export function resolveSync(specifier, context, next) {
    if (!isOurs(specifier))
        return next(specifier, context);
    try {
        return next(specifier, context);
    }
    catch {
        return next(specifier, inside(context));
    }
}
function isOurs(specifier) {
    return specifier === NAME || specifier.startsWith(`${NAME}/`);
}
/** A package finds itself by its own name. */
function inside(context) {
    return { ...context, parentURL: import.meta.url };
}
