import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { ChatEvent } from '../domain/stores/chats.ts'
import { visible, visibleLines } from '../domain/visible.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type IntegrationOption, integrationOption, jsonOption } from './options.ts'
import { type OpenHub, withHub } from './with-hub.ts'

interface ChatOptions extends IntegrationOption {
  readonly chat?: string
  readonly list?: true
}
type Context = CommandContext & { openHub: OpenHub }

export function describe(program: Command): void {
  program
    .command('chat [message...]')
    .description(
      'talk with the agent: it reads and proposes with your rights, and decides nothing; Ctrl+C stops an answer',
    )
    .option('--chat <id>', 'go on with this conversation')
    .option('--list', 'your conversations')
    .option(...integrationOption)
    .option(...jsonOption)
    .action((words: string[], options: ChatOptions) => chat(contextOf(options), words.join(' '), options))
}

async function chat(context: Context, first: string, options: ChatOptions): Promise<void> {
  await withHub(context, async (client) => {
    if (options.list) {
      const found = await client.call('GET /api/chats')
      answer(context, found, () =>
        found.length === 0
          ? 'No conversations yet.'
          : found.map(({ id, title, updatedAt }) => `${id}  ${updatedAt}  ${visible(title)}`).join('\n'),
      )
      return
    }
    let id = options.chat
    const events: ChatEvent[] = []
    const say = async (text: string) => {
      const stop = new AbortController()
      const onInterrupt = () => stop.abort()
      process.once('SIGINT', onInterrupt)
      const body = {
        text,
        ...(id === undefined ? {} : { chat: id }),
        ...(options.integration === undefined ? {} : { integration: options.integration }),
      }
      try {
        for await (const event of client.events<ChatEvent>('/api/chat', body, stop.signal)) {
          if (event.type === 'chat') id = event.id
          if (context.json) events.push(event)
          else show(event)
        }
        if (!context.json) process.stdout.write(stop.signal.aborted ? '\nStopped.\n' : '\n')
      } finally {
        process.off('SIGINT', onInterrupt)
      }
    }
    if (first !== '') await say(first)
    if (context.json) return context.print(JSON.stringify({ chat: id, events }))
    if (!process.stdin.isTTY) return
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    try {
      for (;;) {
        const text = (await terminal.question('> ')).trim()
        if (text === '' || /^(exit|quit)$/i.test(text)) return
        await say(text)
      }
    } finally {
      terminal.close()
    }
  })
}

function show(event: ChatEvent): void {
  switch (event.type) {
    case 'text':
      process.stdout.write(visibleLines(event.text))
      return
    case 'step':
      process.stdout.write(`\n· ${visible(event.title)} ${visible(JSON.stringify(event.arguments))}\n`)
      return
    case 'result':
      if (!event.ok) process.stdout.write(`  ${visible(event.says.slice(0, 300))}\n`)
      return
    case 'ended':
      if (event.says !== '') process.stdout.write(`\n${visible(event.says)}`)
      return
    case 'chat':
      return
  }
}
