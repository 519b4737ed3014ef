import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/db/index.ts'
import { incidentId, runId } from '../../src/domain/record.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test asks for a database, and gives it back: see database.ts. */
    readonly databases: string
  }
}

/**
 * One PostgreSQL serves the whole run, and each test gets a database of its own from a template that is migrated once.
 * It starts when the first test asks: a run of pure tests never pays for it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Templates> | null = null
  const door = createServer(async (request, response) => {
    if (request.url === '/drop') {
      const urls = (await text(request)).split('\n')
      response.end()
      // Nobody waits for it.
      const { server } = await started!
      for (const url of urls) await server.drop(url).catch(() => {})
      return
    }
    started ??= startTemplates()
    started
      .then((templates) => (request.url === '/empty' ? templates.server.database() : templates.migrated()))
      .then(
        (url) => response.end(url),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
  })
  await new Promise<void>((listening) => door.listen(0, '127.0.0.1', () => listening()))
  project.provide('databases', `http://127.0.0.1:${(door.address() as AddressInfo).port}`)
  return async () => {
    door.close()
    await (await started?.catch(() => null))?.server[Symbol.asyncDispose]()
  }
}

interface Templates {
  readonly server: PostgresServer
  migrated(): Promise<string>
}

async function startTemplates(): Promise<Templates> {
  const server = await startPostgres()
  const databaseUrl = await server.database()
  const database = await openDatabase({
    dataFolder: '',
    databaseUrl,
    masterKey: randomBytes(32),
    newRunId: () => runId(randomUUID()),
    newIncidentId: () => incidentId(randomUUID()),
  })
  await database.close()
  return { server, migrated: () => server.database(databaseUrl) }
}
