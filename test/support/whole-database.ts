import { inflateRawSync } from 'node:zlib'
import pg from 'pg'

/** Every text of a database: each column of each row of each table as text, what is stored deflated as it was. */
export async function wholeDatabase(url: string): Promise<{ place: string; text: string }[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: columns } = await client.query<{ s: string; t: string; c: string; type: string }>(
      `select c.table_schema as s, c.table_name as t, c.column_name as c, c.data_type as type from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')`,
    )
    const found: { place: string; text: string }[] = []
    for (const { s, t, c, type } of columns) {
      const { rows } = await client.query<{ value: Buffer | string | null }>(
        type === 'bytea'
          ? `select "${c}" as value from "${s}"."${t}"`
          : `select "${c}"::text as value from "${s}"."${t}"`,
      )
      for (const { value } of rows)
        if (value !== null)
          found.push({ place: `${t}.${c}`, text: typeof value === 'string' ? value : unpacked(value) })
    }
    return found
  } finally {
    await client.end()
  }
}

function unpacked(bytes: Buffer): string {
  try {
    return inflateRawSync(bytes).toString('utf8')
  } catch {
    return bytes.toString('latin1')
  }
}
