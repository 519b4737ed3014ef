import { type SqlDriver, SqlFailure, type SqlParameter, type SqlRow } from './driver.ts'
import type { SqlSettings } from './settings.ts'

/** What is used of the package. */
interface Mssql {
  readonly ConnectionPool: new (
    config: object,
  ) => {
    on(event: 'error', heard: (error: unknown) => void): void
    connect(): Promise<unknown>
    close(): Promise<void>
    request(): {
      input(name: string, type: unknown, value: unknown): void
      /** `recordset` is the first result; a procedure of the site may show rows before ours. */
      query(text: string): Promise<{ readonly recordsets: readonly (readonly SqlRow[])[] }>
    }
  }
  readonly NVarChar: (length: number) => unknown
  readonly Int: unknown
}

/** No specifier that a bundler sees: the package is not part of the hub. */
const packageName: string = 'mssql'

/** @throws SqlFailure with the code "no-package" where it is not installed */
async function installed(): Promise<Mssql> {
  try {
    const loaded = (await import(packageName)) as { default?: Mssql } & Mssql
    return loaded.default ?? loaded
  } catch (cause) {
    throw new SqlFailure('the package mssql is not installed', { code: 'no-package', sent: false, cause })
  }
}

/** A connection is opened for one batch and closed after it: an idle hub holds none, and no batch meets another's settings. */
export function createMssqlDriver(settings: SqlSettings, load: () => Promise<Mssql> = installed): SqlDriver {
  const [host = '', instance] = settings.server.split('\\')
  return {
    async run({ username, password }, { text, parameters }) {
      const mssql = await load()
      const slash = username.indexOf('\\')
      const pool = new mssql.ConnectionPool({
        server: host,
        ...(settings.port === undefined ? {} : { port: settings.port }),
        ...(slash < 0 ? {} : { domain: username.slice(0, slash) }),
        user: username.slice(slash + 1),
        password,
        database: settings.database,
        connectionTimeout: Math.min(settings.timeoutMs, 15_000),
        requestTimeout: settings.timeoutMs,
        pool: { max: 1, min: 0 },
        // The connection was opened a moment ago.
        validateConnection: false,
        options: {
          ...(instance !== undefined && settings.port === undefined ? { instanceName: instance } : {}),
          encrypt: settings.encrypt,
          trustServerCertificate: settings.trustServerCertificate,
          appName: 'Ledgerline',
        },
      })
      // A connection that breaks between two calls is told as an event too, and one that nobody hears ends the process.
      pool.on('error', () => {})
      try {
        await pool.connect()
      } catch (cause) {
        await pool.close().catch(() => {})
        throw failureOf(cause, false)
      }
      try {
        const request = pool.request()
        for (const parameter of parameters) request.input(parameter.name, typeOf(mssql, parameter), parameter.value)
        return (await request.query(text)).recordsets.at(-1) ?? []
      } catch (cause) {
        throw failureOf(cause, true)
      } finally {
        await pool.close().catch(() => {})
      }
    },
  }
}

const typeOf = (mssql: Mssql, { type, length }: SqlParameter) =>
  type === 'integer' ? mssql.Int : mssql.NVarChar(Math.max(1, length ?? 1))

/** Codes of the driver that name no error of SQL Server. A request that was given up may still run to its end there. */
const codes: Readonly<Record<string, string>> = {
  ETIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  ECONNCLOSED: 'ECONNRESET',
  ECANCEL: 'timeout',
  ESOCKET: 'ECONNRESET',
  EINSTLOOKUP: 'ENOTFOUND',
}
const loginFailed = 18_456

function failureOf(cause: unknown, sent: boolean): SqlFailure {
  if (!(cause instanceof Error)) return new SqlFailure('SQL Server could not be asked', { sent })
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown'
  const number = 'number' in cause && typeof cause.number === 'number' ? cause.number : null
  if (code === 'EREQUEST' && number !== null) return new SqlFailure(cause.message, { number, code, sent, cause })
  // The driver gives no number for a sign-in; the database is named where that is what is wrong.
  if (code === 'ELOGIN')
    return new SqlFailure(cause.message, {
      ...{ number: /cannot open database/i.test(cause.message) ? 4060 : loginFailed, code, sent: false, cause },
    })
  const inner = innerCode(cause)
  return new SqlFailure(cause.message, { code: inner ?? codes[code] ?? code, sent, cause })
}

/** Of the socket below: "ECONNREFUSED". */
function innerCode(error: Error): string | null {
  const below =
    error instanceof AggregateError ? error.errors[0] : 'originalError' in error ? error.originalError : error.cause
  if (!(below instanceof Error)) return null
  const code = 'code' in below && typeof below.code === 'string' ? below.code : ''
  if (/^E(CONNREFUSED|NOTFOUND|HOSTUNREACH|CONNRESET|AI_AGAIN)$|CERT|SELF_SIGNED/.test(code)) return code
  return innerCode(below)
}
