/** Makes the bundle when there is none of these sources. `node`: the Node that runs the bundler. @returns the file to run */
export declare function bundledMain(node: string): string
/** Options of Node for the process that runs it. */
export declare const heapOptions: readonly string[]
