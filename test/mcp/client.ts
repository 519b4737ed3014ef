import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import type { Joined } from '../whole/joined.ts'

export interface Answer {
  readonly text: string
  readonly data: { readonly [member: string]: unknown } | undefined
  readonly isError: boolean
  /** Of an error: the same as data. */
  readonly failure: unknown
}

/**
 * An MCP client that talks to the hub over its own HTTP stack, with this token.
 * @param choose what its person answers when asked to choose; without it the client cannot ask
 */
export async function mcpClient(all: Joined, token: string, choose?: (among: string[]) => string) {
  const client = new Client({ name: 'test', version: '1' }, { capabilities: choose ? { elicitation: {} } : {} })
  if (choose)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      const { properties } = (params as unknown as { requestedSchema: unknown }).requestedSchema as {
        properties: { integration: { enum: string[] } }
      }
      return { action: 'accept', content: { integration: choose(properties.integration.enum) } }
    })
  const transport = new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), {
    fetch: async (url, init) => all.hub.app.fetch(new Request(String(url), init as RequestInit)),
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  })
  await client.connect(transport as never)
  return {
    client,
    sessionId: transport.sessionId,
    async call(name: string, args: Record<string, unknown> = {}): Promise<Answer> {
      const result = (await client.callTool({ name, arguments: args })) as {
        content: { text: string }[]
        structuredContent?: Answer['data']
        isError?: boolean
        _meta?: { 'ledgerline/failure'?: unknown }
      }
      return {
        text: result.content.map(({ text }) => text).join('\n'),
        data: result.structuredContent,
        isError: result.isError === true,
        failure: result._meta?.['ledgerline/failure'],
      }
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}
