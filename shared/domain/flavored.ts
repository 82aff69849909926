/**
 * Flavored types: a plain value takes on a flavor, and two flavors do not mix. An order id cannot be passed as a lot
 * id, nor seconds as money, while literals, arithmetic and parsed JSON need no conversion.
 */
declare const flavor: unique symbol;

/** `T`, for one purpose alone. The flavor exists for the compiler only: at run time the value is a plain `T`. */
export type Flavored<T extends number | string, Name extends string> = T & { readonly [flavor]?: Name };
