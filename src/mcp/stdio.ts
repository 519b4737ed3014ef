import type { McpParts } from './server.ts'

/** Serves one client over standard input and output, until it goes. Standard output is the wire. */
export async function serveStdio(parts: McpParts): Promise<void> {
  const [{ StdioServerTransport }, { createMcpServer }] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/stdio.js'),
    import('./server.ts'),
  ])
  const server = createMcpServer(parts)
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve
  })
  process.stdin.once('end', () => void server.close())
  await server.connect(new StdioServerTransport())
  await closed
}
