/** Makes the bundle when there is none of these sources. `node`: the Node that runs the bundler. @returns the file to run */
export declare function bundledMain(node: string): string
/** Options of Node for the process that runs it. */
export declare const heapOptions: readonly string[]
/** Variables of the environment of that process. */
export declare const memoryEnvironment: { readonly MALLOC_ARENA_MAX: string }
