import { type CallAs, type HubClient, hubClient, readTerminal, removeTerminal, runningHub } from '../client/index.ts'
import type { Finding } from '../domain/connector.ts'
import { HubError, NeedsPerson, NotFound } from '../domain/errors.ts'
import type { CommandContext } from './command.ts'
import { endWith } from './ending.ts'
import { askCode, askSignIn, type SignInOptions } from './sign-in.ts'

/** Opens the hub in this process. Handed in by main.ts, which knows how it is put together. */
export type OpenHub = () => Promise<{
  readonly app: {
    request(
      path: string,
      init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
    ): Response | Promise<Response>
  }
  readonly token: string
  close(): Promise<void>
}>

/**
 * Asks the hub that runs on the data folder, or opens it for this command alone. The same routes answer either way.
 * @param use `running`: a hub is at work on the folder; else this process answers from what is stored, and nothing goes on
 * @param signIn how to ask for the person's sign-in, where the command may need one
 */
export async function withHub<T>(
  context: CommandContext & { openHub: OpenHub },
  use: (client: HubClient, how: { readonly running: boolean }) => Promise<T>,
  signIn?: SignInOptions,
): Promise<T> {
  const { dataFolder, token } = context.config
  const here = token === null ? readTerminal(dataFolder) : null
  const as: CallAs = {
    token: token ?? here?.token,
    signIn: signIn && (() => askSignIn({ ...signIn, email: signIn.email ?? here?.email })),
    code: askCode,
  }
  const found = await runningHub(dataFolder, as)
  const client = found ?? (await openedHub(context.openHub, as))
  try {
    return await use(client, { running: found !== null })
  } catch (error) {
    if (here === null || !(error instanceof HubError) || error.message !== 'No valid token.') throw error
    // It ended before its time: a role was changed, or the database is another one.
    removeTerminal(dataFolder)
    throw new NeedsPerson(
      'session_ended',
      `The session of ${here.email} at this terminal has ended.`,
      'Begin another with "ledgerline sign-in", or do it again without one.',
      { subject: 'sign-in' },
    )
  } finally {
    await client.close()
  }
}

/** As shells report a command that was interrupted. */
const interrupted = 130

async function openedHub(openHub: OpenHub, as: CallAs): Promise<HubClient> {
  const hub = await openHub()
  // What it works on is brought to its end: a run that is cut off in a send would wait for what became of that.
  endWith(() => hub.close(), interrupted)
  return hubClient(
    async (path, init) => hub.app.request(path, init),
    as.token ?? hub.token,
    () => hub.close(),
    as,
    (path, init) => hub.app.request(path, init),
  )
}

export interface IntegrationSummary {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly cutOver: string
  readonly paused: boolean
  readonly pausedFlows: readonly string[]
  readonly offFlows: readonly string[]
  readonly confirmed: { readonly company: string; readonly kind: 'test' | 'live' } | null
  readonly runs: Readonly<Record<string, number>>
  /** What somebody should look at. */
  readonly notes: readonly Finding[]
}

/** The integration that was named, or the only one there is. @throws NotFound saying which there are */
export async function chosenIntegration(client: HubClient, named: string | undefined): Promise<IntegrationSummary> {
  const all = await client.get<IntegrationSummary[]>('/api/integrations')
  const found = named === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ id }) => id === named)
  if (found) return found
  if (all.length === 0)
    throw new NotFound(
      'An integration',
      'Write one with "ledgerline init FOLDER --shop URL --gp URL --company-id ID", then "ledgerline import FOLDER".',
    )
  const ids = all.map(({ id }) => id).join(', ')
  throw new NotFound(
    named === undefined ? 'The one integration' : `Integration ${named}`,
    `Name one with --integration: ${ids}.`,
  )
}
