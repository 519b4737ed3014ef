import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Command, CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { programFor } from '../../src/commands/index.ts'

const root = resolve(import.meta.dirname, '../..')
const folders = ['src', 'tools', 'docs', 'prompts', 'examples']
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md']

/**
 * Whoever reads a command in a message, a hint or a page pastes it as it stands. So each one that stands in quotes, in a
 * line of a shell block or behind "npm run ledgerline --" is read by the same program that would run it: its name, its
 * options and how many arguments it takes.
 */
test('every command that a message or a page names is one, with its options and arguments', async () => {
  const named = [...folders.flatMap(filesIn), ...pages].flatMap((file) => commandsIn(file))
  // What is looked for is found: a pattern that finds nothing would promise nothing.
  expect(named.length).toBeGreaterThan(200)
  const wrong: string[] = []
  const known = new Map<string, string | null>()
  for (const { file, text } of named) {
    if (!known.has(text)) known.set(text, await problemOf(text))
    const problem = known.get(text)
    if (problem) wrong.push(`${file}: ledgerline ${text}: ${problem}`)
  }
  expect(wrong).toEqual([])
})

test.each(['statsu', 'run', 'run 3 --dryrun', 'import', 'proposals aprove 3', 'confirm maybe', 'pause A B'])(
  '"ledgerline %s" would be noticed',
  async (text) => {
    expect(await problemOf(text)).not.toBeNull()
  },
)

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter(
      (name) => /\.(?:tsx?|m?js|md|php|json|service|tpl)$/.test(name) && !/node_modules|dist|messages_/.test(name),
    )
}

/** How messages and pages quote a command, in both languages of the pages. */
const quotes = [
  /"ledgerline ([a-z](?:[^"\\\n]|\\")*?)\\?"/g,
  /`ledgerline ([a-z][^`\n]*)`/g,
  /“ledgerline ([a-z][^”\n]*)”/g,
  /« ledgerline ([a-z][^»\n]*) »/g,
]

function commandsIn(file: string): { readonly file: string; readonly text: string }[] {
  // A command may go on in the next line.
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/\\\n\s*/g, ' ')
  const quoted = quotes.flatMap((quote) => [...text.matchAll(quote)].map(([, command]) => command!))
  const npm = [...text.matchAll(/npm run ledgerline -- ([^"`”’\n#|]+)/g)].map(([, command]) => command!)
  const lines = file.endsWith('.md')
    ? [...text.matchAll(/^\s*(?:\$ )?ledgerline ([a-z][^\n#|]*)/gm)].map(([, command]) => command!)
    : []
  return [...quoted, ...npm, ...lines]
    .map((command) => ({ file, text: pasted(command) }))
    .filter(({ text: command }) => !noCommands.has(command))
}

/** The seed of a hash; and "COMMAND" in a sentence about all of them. */
const noCommands = new Set(['sandbox VALUE', 'COMMAND'])

/** What stands for a value is one: ${order.id}, ID, FILE, YOUR-EMAIL. Of "test|live" the first. What a shell adds goes. */
const pasted = (command: string) =>
  command
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'VALUE')
    .replace(/\s*(?:<|>|&&|;).*$/, '')
    .replace(/(\S+)\|\S+/g, '$1')
    .replace(/\\+$/, '')
    .replace(/[.,:)]+$/, '')
    .trim()

/** Null: the program takes it. */
async function problemOf(text: string): Promise<string | null> {
  const words = (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll(/^["']|["']$/g, ''))
  try {
    const program = await programFor(words[0])
    silence(program)
    await program.parseAsync(words, { from: 'user' })
    return null
  } catch (error) {
    if (error instanceof CommanderError) {
      const asked = ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(error.code)
      return asked ? null : error.message
    }
    return String((error as { problems?: readonly { reason: string }[] }).problems?.[0]?.reason ?? error)
  }
}

/** Nothing is done and nothing is printed: only the reading of the command is tried. */
function silence(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .action(() => {})
  for (const one of command.commands) silence(one)
}
