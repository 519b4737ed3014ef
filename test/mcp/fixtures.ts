import { completable } from '@modelcontextprotocol/sdk/server/completable.js'
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA='
const text = (said: string) => ({ type: 'text' as const, text: said })
const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

/** What the official suite asks for by name, on our HTTP stack. No part of the product. */
export function fixtureServer(): McpServer {
  const server = new McpServer(
    { name: 'ledgerline-fixtures', version: '1' },
    { capabilities: { logging: {}, resources: { subscribe: true } } },
  )
  const tool = (
    name: string,
    run: (args: Record<string, string>, extra: never) => unknown,
    inputSchema: z.ZodRawShape = {},
  ) => server.registerTool(name, { description: `Fixture ${name}.`, inputSchema }, run as never)

  tool('test_simple_text', () => ({ content: [text('This is a simple text response for testing.')] }))
  tool('test_image_content', () => ({ content: [{ type: 'image', data: png, mimeType: 'image/png' }] }))
  tool('test_audio_content', () => ({ content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] }))
  tool('test_embedded_resource', () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  }))
  tool('test_multiple_content_types', () => ({
    content: [
      text('Multiple content types test:'),
      { type: 'image', data: png, mimeType: 'image/png' },
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: '{"test":"data","value":123}',
        },
      },
    ],
  }))
  tool('test_error_handling', () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  tool('test_tool_with_logging', async (_, extra: { sendNotification: (notification: unknown) => Promise<void> }) => {
    for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } })
      await pause()
    }
    return { content: [text('done')] }
  })
  tool(
    'test_tool_with_progress',
    async (
      _,
      extra: {
        _meta?: { progressToken?: string | number }
        sendNotification: (notification: unknown) => Promise<void>
      },
    ) => {
      for (const progress of [0, 50, 100]) {
        await extra.sendNotification({
          method: 'notifications/progress',
          params: {
            progressToken: extra._meta?.progressToken ?? 0,
            progress,
            total: 100,
            message: `Completed step ${progress} of 100`,
          },
        })
        await pause()
      }
      return { content: [text(String(extra._meta?.progressToken))] }
    },
  )
  tool(
    'test_sampling',
    async ({ prompt }) => {
      const { content } = await server.server.createMessage({
        messages: [{ role: 'user', content: text(prompt ?? '') }],
        maxTokens: 100,
      })
      return { content: [text(`LLM response: ${(content as { text?: string }).text}`)] }
    },
    { prompt: z.string() },
  )
  const elicit = (name: string, properties: Record<string, unknown>, message = 'Please say') =>
    tool(
      name,
      async (args) => {
        const answer = await server.server.elicitInput({
          message: args.message ?? message,
          requestedSchema: { type: 'object', properties, required: [] } as never,
        })
        return { content: [text(`User response: action=${answer.action}, content=${JSON.stringify(answer.content)}`)] }
      },
      name === 'test_elicitation' ? { message: z.string() } : {},
    )
  elicit('test_elicitation', {
    username: { type: 'string', description: 'User name' },
    email: { type: 'string', description: 'User e-mail' },
  })
  elicit('test_elicitation_sep1034_defaults', {
    name: { type: 'string', default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  })
  const titled = [
    { const: 'value1', title: 'First Option' },
    { const: 'value2', title: 'Second Option' },
    { const: 'value3', title: 'Third Option' },
  ]
  elicit('test_elicitation_sep1330_enums', {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: { type: 'string', oneOf: titled },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: { type: 'array', items: { anyOf: titled } },
  })

  const resource = (uri: string, contents: object) =>
    server.registerResource(
      uri,
      uri,
      { mimeType: 'text/plain' },
      () => ({ contents: [{ uri, mimeType: 'text/plain', ...contents }] }) as never,
    )
  resource('test://static-text', { text: 'This is the content of the static text resource.' })
  resource('test://static-binary', { blob: png, mimeType: 'image/png' })
  resource('test://watched-resource', { text: 'Watched resource content' })
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { mimeType: 'application/json' },
    (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  )
  server.server.setRequestHandler(SubscribeRequestSchema, () => ({}))
  server.server.setRequestHandler(UnsubscribeRequestSchema, () => ({}))

  const says = (...content: unknown[]) =>
    ({ messages: content.map((each) => ({ role: 'user', content: each })) }) as never
  server.registerPrompt('test_simple_prompt', { description: 'Fixture.' }, () =>
    says(text('This is a simple prompt for testing.')),
  )
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'Fixture.',
      argsSchema: { arg1: completable(z.string(), () => ['test1', 'test2']), arg2: z.string() },
    },
    ({ arg1, arg2 }) => says(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Fixture.', argsSchema: { resourceUri: z.string() } },
    ({ resourceUri }) =>
      says(
        {
          type: 'resource',
          resource: { uri: resourceUri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
        },
        text('Please process the embedded resource above.'),
      ),
  )
  server.registerPrompt('test_prompt_with_image', { description: 'Fixture.' }, () =>
    says({ type: 'image', data: png, mimeType: 'image/png' }, text('Please analyze the image above.')),
  )
  return server
}
