import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { plainValues, quoted, type Source } from '../backup/read-database.ts'
import { fetchPackage } from './fetch-package.ts'
import type { OlderData } from './index.ts'

/** What is used of the package, which is fetched when it is needed and not among those of the hub. */
interface PgliteClient {
  exec(sql: string): Promise<unknown>
  query<Row>(sql: string): Promise<{ rows: Row[]; blob?: Blob }>
  close(): Promise<void>
}

/** Read at a time: 16 MB of a table's pages, since a copy of it is handed over in one piece. */
const pagesAtATime = 2000

/** What version 0.1 kept, in PGlite: PostgreSQL compiled to WebAssembly, whose files no other build can read. */
export async function openPglite(folder: string, place: string): Promise<OlderData> {
  const fetched = await fetchPackage('@electric-sql/pglite', join(place, 'older'))
  const module = pathToFileURL(createRequire(fetched.from).resolve('@electric-sql/pglite')).href
  const { PGlite: Pglite } = (await import(module)) as { PGlite: { create(folder: string): Promise<PgliteClient> } }
  const client = await Pglite.create(folder)
  await client.exec(plainValues.replaceAll('set local', 'set'))
  const read = async (query: string): Promise<Uint8Array> => {
    const { blob } = await client.query(`copy (${query}) to '/dev/blob'`)
    return blob ? new Uint8Array(await blob.arrayBuffer()) : new Uint8Array()
  }
  const source: Source = {
    query: async <Row>(text: string) => (await client.query<Row>(text)).rows,
    async *copy(query, whole) {
      if (!whole) return yield read(query)
      const [size] = await source.query<{ pages: number }>(
        `select (pg_relation_size('${quoted(whole.table)}') / current_setting('block_size')::int)::int as pages`,
      )
      for (let page = 0; page < size!.pages; page += pagesAtATime)
        yield read(`${query} where ctid >= '(${page},0)' and ctid < '(${page + pagesAtATime},0)'`)
    },
  }
  return {
    what: 'the database of version 0.1',
    folder,
    source,
    async close() {
      await client.close()
      fetched.remove()
    },
  }
}
