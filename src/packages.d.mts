/** Of a file of the run set, below node_modules: whether only tools read it. The start of a checkout takes it out. */
export declare function isForTools(path: string): boolean
