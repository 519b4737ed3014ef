/** Of a file of the run set, below node_modules: whether only tools read it. The start of a checkout takes it out. */
export declare function isForTools(path: string): boolean
/** Whether a Node of this version, "22.18.0", runs the hub. */
export declare function canRunHub(version: string): boolean
/** The Node to go on with; `always`: the pinned one although the machine's own would do. @returns a program */
export declare function chooseNode(how: { readonly always: boolean }): string
