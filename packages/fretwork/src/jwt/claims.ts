/** The claims of a token, as an object that takes a claim of any name. */

/** The claims of a token; inherits nothing, so that a claim may have any name. */
export type Claims = Readonly<Record<string, unknown>>;

// An object made by a constructor is a quick one; V8 makes a slow table of what `Object.create(null)` gives.
const Bare = function Bare() {} as unknown as new () => Record<string, unknown>;
Bare.prototype = Object.freeze(Object.create(null));

/** A copy of claims, which may be changed. */
export const copyClaims = (claims: Claims | undefined): Record<string, unknown> => Object.assign(new Bare(), claims);
