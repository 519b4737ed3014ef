export declare const insidePostgres: readonly { name: string; licence: string; home: string; files: RegExp }[]
export declare const shippable: ReadonlySet<string>
/** "name version" and licence. */
export declare function shippedPackages(): readonly (readonly [string, string])[]
/** docs/licences.md */
export declare function licencesPage(): string
