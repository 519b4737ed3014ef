import { z } from 'zod'
import type { SandboxReply } from '../../serve.ts'
import type { Company } from '../company.ts'
import { account } from '../sign-in.ts'
import { runBatch } from './batch.ts'
import type { SqlTroubles } from './changed-rows.ts'
import { SqlError } from './sql-error.ts'
import { answerQuery } from './tables.ts'
import type { SandboxViews } from './views.ts'

/** The one database of a company. */
export const databaseName = 'TWO'

const request = z.object({
  username: z.string(),
  password: z.string(),
  database: z.string(),
  text: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })),
})

/** Values of a batch by name, without "@". */
export type Given = ReadonlyMap<string, string | number>

/** What is in the database beside the company. */
export interface SqlState {
  readonly troubles: SqlTroubles
  readonly views: SandboxViews
}

/**
 * A stand-in for SQL Server at the seam of a client's driver: POST /sql takes what a driver would send over TDS, a login, a
 * batch of T-SQL and its values, as JSON; it answers rows, or SQL Server's error by its number. It understands the batches that
 * call procedures of eConnect in one transaction, and reads of a few tables and of views: not TDS, and not T-SQL at large.
 */
export function answerSql(body: string, company: Company, state: SqlState): SandboxReply {
  const reply = (content: object): SandboxReply => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
  })
  try {
    const { username, password, database, text, parameters } = request.parse(JSON.parse(body))
    if (username !== account.username || password !== account.password)
      throw new SqlError(18_456, `Login failed for user '${username}'.`)
    if (database.toUpperCase() !== databaseName)
      throw new SqlError(4060, `Cannot open database "${database}" requested by the login. The login failed.`)
    const given: Given = new Map(parameters.map(({ name, value }) => [name, value]))
    const rows = /\bEXEC\b/.test(text) ? runBatch(text, given, company) : answerQuery(text, given, company, state)
    return reply({ rows })
  } catch (error) {
    if (error instanceof SqlError) return reply({ error: { number: error.number, message: error.message } })
    throw error
  }
}

/** What faults match: "sql taItemSite", "sql read". */
export const sqlOperation = (body: string): string => `sql ${/EXEC dbo\.(\w+)/.exec(body)?.[1] ?? 'read'}`
