import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { Command } from 'commander'
import { runningHub } from '../client/index.ts'
import { InvalidInput } from '../domain/errors.ts'
import type { Hub } from '../hub.ts'
import { answer, type CommandContext } from './command.ts'
import { contextOf } from './context.ts'
import { type JsonOption, jsonOption } from './options.ts'

export function describe(program: Command): void {
  program
    .command('rotate-key')
    .description('wrap every stored credential under a new master key')
    .option('--lost', 'the old key is gone for good: forget what it had sealed, and take another')
    .option(...jsonOption)
    .action((options: JsonOption & { lost?: boolean }) => rotateKey(contextOf(options), options))
}

type Context = CommandContext & { openHub: (options?: { keyLost?: boolean }) => Promise<Hub> }

/**
 * `rotate-key`: a new master key; every stored credential is wrapped under it. The old key is worth nothing afterwards,
 * but for old backups. Hubs are stopped first: they hold the old key. One that is interrupted is brought to its end by
 * the next command that opens the database.
 *
 * `--lost`: the old key is gone for good, and what it had sealed with it.
 */
export async function rotateKey(context: Context, { lost = false }: { lost?: boolean } = {}): Promise<void> {
  const { dataFolder, secretKey, newSecretKey, keyFile, nextKeyFile: fresh } = context.config
  const running = await runningHub(dataFolder)
  if (running) throw new InvalidInput('rotate-key', [{ at: dataFolder, reason: 'a hub runs on it; stop it first' }])
  if (lost) return forgetLostKey(context)
  if (secretKey !== null && newSecretKey === null)
    throw new InvalidInput('rotate-key', [
      {
        at: 'LEDGERLINE_NEW_SECRET_KEY',
        reason: 'is not set; the key comes from LEDGERLINE_SECRET_KEY, so the new one must be given too',
      },
    ])
  const { renameFile, writeNewFile } = await import('../db/index.ts')
  const hub = await context.openHub()
  try {
    await refuseOthers(hub)
    const key = newSecretKey === null ? randomBytes(32) : Buffer.from(newSecretKey, 'base64')
    const count = await hub.database.transaction(async (tx) => {
      const wrapped = await tx.secrets.rewrap(key)
      // One that was started meanwhile has the old key; whoever comes from now on waits for the credentials.
      await refuseOthers(hub)
      // On disk before anything that is wrapped under it commits. What lies there is of one that did not commit.
      if (secretKey === null) {
        rmSync(fresh, { force: true })
        writeNewFile(fresh, `${key.toString('base64')}\n`)
      }
      return wrapped
    })
    if (secretKey === null) renameFile(fresh, keyFile)
    const next =
      secretKey === null ? `It is in ${keyFile}.` : 'Set LEDGERLINE_SECRET_KEY to the new key before the next start.'
    answer(
      context,
      { rewrapped: count, keyFile: secretKey === null ? keyFile : null },
      () => `${count} credentials are under the new key. ${next}`,
    )
  } finally {
    await hub.close()
  }
}

/** Hubs and workers of other folders and machines hold the old key: what they seal under it nobody could read again. */
async function refuseOthers({ database }: Hub): Promise<void> {
  const others = await database.others()
  if (others > 0)
    throw new InvalidInput(
      'rotate-key',
      [{ at: 'database', reason: `${others} other processes of Ledgerline use it; nothing was changed` }],
      'Stop every hub, worker and MCP client that uses the database, on every machine, then rotate again. They start with the new key.',
    )
}

async function forgetLostKey(context: Context): Promise<void> {
  const hub = await context.openHub({ keyLost: true })
  await hub.close()
  answer(
    context,
    { forgotten: true },
    () =>
      'Another master key is in use. The stored credentials are forgotten: give them again with "ledgerline import FOLDER", and pair the shop’s module again. Proposals that were approved and not yet carried out fail.',
  )
}
