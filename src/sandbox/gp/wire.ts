/** A value as it travels: decimals, times and enumeration words as text, integers as numbers, lists without wrapper. */
export type WireValue = string | number | boolean | Wire | readonly WireValue[]

/** Members by name. `$type` names the concrete type where the declared one is abstract. */
export type Wire = { readonly [member: string]: WireValue | undefined }
