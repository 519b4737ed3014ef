import { Hono } from 'hono'
import type { Clock, Instant } from '../domain/clock.ts'
import { NotFound } from '../domain/errors.ts'
import { fileEntity } from '../domain/hub-records.ts'
import { actorText } from '../domain/person.ts'
import { integrationId, ref } from '../domain/record.ts'
import type { Database, KeptFile } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { routes } from '../routes/index.ts'
import type { CallerEnv } from './actors.ts'
import { serve } from './serve.ts'

export interface FileParts {
  readonly database: Database
  readonly engine: Engine
  readonly clock: Clock
  /** @throws InvalidInput: no file that is taken */
  readonly receivedFile: (given: {
    folder: string
    name: string
    bytes: Uint8Array
    by: string
    at: Instant
  }) => KeptFile
}

/** Files that flows read: uploaded here, or dropped into the watched folder. */
export function fileRoutes({ database, engine, clock, receivedFile }: FileParts): Hono<CallerEnv> {
  const app = new Hono<CallerEnv>()
  serve(app, routes.listFiles, ({ params, query: { limit } }) =>
    database.stores.files.list(integrationId(params.integration), limit),
  )
  serve(app, routes.takeFile, async ({ params, body: { name, folder, base64 }, caller: { actor } }) => {
    const integration = integrationId(params.integration)
    const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
    const file = receivedFile({ folder, name, bytes, by: actorText(actor), at: clock.now() })
    // Before it is kept: without a flow it would lie there.
    const flows = await engine.flowsOf({ integration, record: ref(fileEntity, file.key) })
    const { key, isNew } = await database.transaction((tx) => tx.files.add(integration, file))
    const record = ref(fileEntity, key)
    const kept = await database.stores.files.get(integration, key)
    if (!kept) throw new NotFound(`The file ${name}`, 'Upload it again.')
    // Also of one that was kept before: its change may have been lost with the process that kept it.
    const unknown = await database.stores.changes.unknown(integration, [record])
    if (unknown.length > 0) await engine.take(integration, [{ record }], 'person')
    const { text: _, ...described } = kept
    return { ...described, record, isNew, flows }
  })
  return app
}
