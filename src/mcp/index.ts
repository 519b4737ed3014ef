export { mcpRoutes } from './http.ts'
export { serveStdio } from './stdio.ts'
