export declare const insidePostgres: readonly { name: string; licence: string; home: string; files: RegExp }[]
export declare const shippable: ReadonlySet<string>
/** "name version" and licence. */
export declare function shippedPackages(): readonly (readonly [string, string])[]
/** Likewise, of what the web app may hold parts of. */
export declare function packagesOfWebApp(): readonly (readonly [string, string])[]
/** Name, version and licence text of every package among these files. */
export declare function bundledLicences(inputs: Iterable<string>): string
/** docs/licences.md */
export declare function licencesPage(): string
