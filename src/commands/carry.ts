import type { Move } from '../domain/credential.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { OpenQuestion } from '../language/index.ts'
import { answer, type CommandContext } from './command.ts'
import { type Parts, readFolder, writeFolder } from './definition-folder.ts'
import type { SignInOptions } from './sign-in.ts'
import { chosenIntegration, type OpenHub, withHub } from './with-hub.ts'

type Context = CommandContext & { openHub: OpenHub }

interface Imported {
  readonly id: string
  readonly version: number
  readonly openQuestions: readonly OpenQuestion[]
  readonly moved: readonly Move[]
  /** The company was confirmed, and is to be confirmed again. */
  readonly unconfirmed: boolean
  readonly secrets: readonly string[]
}

/** `import FOLDER`: checks the parts, stores a version, stores the credentials encrypted, lists what is still open. */
export async function importFolder(
  context: Context,
  folder: string,
  options: SignInOptions & { note?: string },
): Promise<void> {
  const parts = readFolder(folder)
  const imported = await withHub(
    context,
    (client) =>
      importParts(client, parts, {
        credentials: context.config.credentials,
        note: options.note ?? `imported from ${folder}`,
      }),
    options,
  )
  answer(context, imported, () => printImported(imported))
}

/** Used by `import` and by the demo. */
export function importParts(
  client: { put<T>(path: string, body: unknown): Promise<T> },
  parts: Parts,
  more: { credentials: Readonly<Partial<Record<string, string>>>; note: string },
): Promise<Imported> {
  const file = parts['integration.json']
  const id = file !== null && typeof file === 'object' && !Array.isArray(file) ? file?.id : undefined
  if (typeof id !== 'string') throw new InvalidInput('Import', [{ at: 'integration.json: id', reason: 'is missing' }])
  return client.put<Imported>(`/api/integrations/${encodeURIComponent(id)}`, { parts, ...more })
}

/** `export FOLDER`: the newest version, without secrets. */
export function exportFolder(context: Context, folder: string, options: { integration?: string }): Promise<void> {
  return withHub(context, async (client) => {
    const { id, version } = await chosenIntegration(client, options.integration)
    const parts = await client.get<Parts>(`/api/integrations/${id}`)
    writeFolder(folder, parts)
    answer(
      context,
      { id, version, folder, files: Object.keys(parts) },
      () => `Wrote version ${version} of “${id}” to ${folder}: ${Object.keys(parts).length} files.`,
    )
  })
}

function printImported({ id, version, openQuestions, moved, unconfirmed, secrets }: Imported): string {
  const missing = ['prestashop.key', 'gp.username', 'gp.password'].filter((name) => !secrets.includes(name))
  return [
    `“${id}” is at version ${version}.`,
    ...moved.map(
      ({ system, from, to }) =>
        `The ${system === 'gp' ? 'GP' : 'shop'} connection has changed: ${from} → ${to}. Credentials stored for the old one are not sent to the new one.`,
    ),
    ...(unconfirmed ? ['The GP company must be confirmed again: "ledgerline confirm test|live COMPANY".'] : []),
    ...(missing.length > 0
      ? [
          `Credentials that are not stored yet: ${missing.join(', ')}. Set their variables and import again (README, Configuration).`,
        ]
      : []),
    ...(openQuestions.length === 0
      ? ['No open questions.']
      : [
          `${openQuestions.length} open questions; a run that needs one of them stops there:`,
          ...openQuestions.map(({ at, question }) => `  ${at}: ${question}`),
        ]),
  ].join('\n')
}
