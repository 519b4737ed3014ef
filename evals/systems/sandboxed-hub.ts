import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HubClient, hubClient } from '../../src/client/index.ts'
import { readBoth } from '../../src/commands/begin.ts'
import { importParts } from '../../src/commands/carry.ts'
import { readConfig } from '../../src/config.ts'
import { silentLog } from '../../src/domain/observe.ts'
import { type Hub, openHub } from '../../src/hub.ts'
import { type RunningSandbox, startSandbox } from '../../src/sandbox/index.ts'
import { ForwardClock } from '../../test/support/forward-clock.ts'

/** A hub that is joined to a shop and a GP of the sandbox, as an eval uses it: it works when it is asked to, and not by itself. */
export interface SandboxedHub extends AsyncDisposable {
  readonly hub: Hub
  readonly sandbox: RunningSandbox
  readonly client: HubClient
  readonly clock: ForwardClock
}

/**
 * @param databaseUrl an empty or migrated database; left out: one of its own
 * @param environment what the hub is told beside that, as the address of a model
 */
export async function sandboxedHub({
  databaseUrl = '',
  environment = {},
}: {
  readonly databaseUrl?: string
  readonly environment?: Readonly<Record<string, string>>
} = {}): Promise<SandboxedHub> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-eval-'))
  const sandbox = await startSandbox()
  const { shop, gp } = sandbox
  const clock = new ForwardClock()
  const config = readConfig({
    LEDGERLINE_DATA: join(folder, 'data'),
    LEDGERLINE_KEY_FILE: join(folder, 'key', 'secret.key'),
    LEDGERLINE_PORT: '0',
    LEDGERLINE_SETTLE_SECONDS: '1',
    ...(databaseUrl === '' ? {} : { DATABASE_URL: databaseUrl }),
    ...environment,
  })
  const hub = await openHub(config, silentLog, { clock })
  const ask = async (path: string, init: RequestInit & { method: string }) => hub.app.request(path, init)
  const client = hubClient(ask, hub.ownToken, async () => {})
  const credentials = {
    'prestashop.key': shop.key,
    'gp.username': gp.username,
    'gp.password': gp.password,
    'webhook.secret': 'a secret of the evals, with more than 32 characters',
  }
  const { parts } = await readBoth({
    ...{ id: 'main', name: 'Eval', credentials },
    prestashop: { url: shop.url, timezone: shop.timezone, concurrency: 8 },
    gp: { url: gp.url, companyId: gp.companyId },
  })
  const integration = { ...(parts['integration.json'] as object), cutOver: '2020-01-01T00:00:00Z' }
  await importParts(client, { ...parts, 'integration.json': integration }, { credentials, note: 'eval', tryIt: false })
  await client.post('/api/integrations/main/confirm', { company: gp.companyName, kind: 'test', by: 'eval' })
  return {
    ...{ hub, sandbox, client, clock },
    async [Symbol.asyncDispose]() {
      await hub.close()
      await sandbox.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
