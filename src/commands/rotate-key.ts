import { randomBytes } from 'node:crypto'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { InvalidInput } from '../domain/errors.ts'
import type { Hub } from '../hub.ts'
import { answer, type CommandContext } from './command.ts'
import { runningHub } from './hub-client.ts'

/**
 * `rotate-key`: a new master key; every stored credential is wrapped under it. The old key is worth nothing afterwards,
 * but for old backups. Hubs are stopped first: they hold the old key.
 */
export async function rotateKey(context: CommandContext & { openHub: () => Promise<Hub> }): Promise<void> {
  const { dataFolder, secretKey, newSecretKey, keyFile } = context.config
  const fresh = `${keyFile}.new`
  const running = await runningHub(dataFolder)
  if (running) throw new InvalidInput('rotate-key', [{ at: dataFolder, reason: 'a hub runs on it; stop it first' }])
  if (secretKey !== null && newSecretKey === null)
    throw new InvalidInput('rotate-key', [
      {
        at: 'LEDGERLINE_NEW_SECRET_KEY',
        reason: 'is not set; the key comes from LEDGERLINE_SECRET_KEY, so the new one must be given too',
      },
    ])
  if (existsSync(fresh))
    throw new InvalidInput('rotate-key', [
      {
        at: fresh,
        reason:
          'was left by a rotation that was interrupted; start once with LEDGERLINE_KEY_FILE set to it: if "ledgerline doctor" can sign in, rename it over the old file, else delete it',
      },
    ])

  const hub = await context.openHub()
  try {
    const key = newSecretKey === null ? randomBytes(32) : Buffer.from(newSecretKey, 'base64')
    // The new key is on disk before anything is wrapped under it.
    if (secretKey === null) writeFileSync(fresh, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    const count = await hub.database.transaction((tx) => tx.secrets.rewrap(key))
    if (secretKey === null) renameSync(fresh, keyFile)
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
