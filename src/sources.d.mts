/** The folder of the checkout. */
export declare const root: string
/** A hash of the content of every source of a checkout, of this one unless another is named. */
export declare function sourcesHash(checkout?: string): string
