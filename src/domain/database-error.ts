/** What a driver's error says without the data it holds: its messages and causes print whole statements with their values. */
export interface DatabaseFailure {
  /** SQLSTATE ("23505"), or the code of a broken connection ("ECONNRESET"); null when it has none. */
  readonly code: string | null
  readonly constraint: string | null
  /** The database is away, busy or full: the same statement may succeed later. */
  readonly passing: boolean
}

/** Classes of SQLSTATE that say that the statement itself is wrong: data, integrity, syntax, raised by a trigger. */
const refused = /^(22|23|42|P0)/

/** SQLSTATE, or a connection that broke; files have other codes (ENOENT, EACCES, EPERM, EBUSY). */
const ofDatabase = /^([0-9A-DF-Z][0-9A-Z]{4}|E(CONN[A-Z]+|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH))$/

/** Null: no error of the database. */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  let found = false
  let code: string | null = null
  let constraint: string | null = null
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    // Drizzle wraps what the driver throws; a pool that cannot connect throws by itself.
    found ||= cause.name === 'DrizzleQueryError' || /^(Connection terminated|timeout exceeded)/.test(cause.message)
    if ('code' in cause && typeof cause.code === 'string' && /^([0-9A-Z]{5}|E[A-Z]{3,})$/.test(cause.code)) {
      // A socket of the machine that is not there has the code of a file that is not there.
      found ||= ofDatabase.test(cause.code) || ('syscall' in cause && cause.syscall === 'connect')
      code = cause.code
    }
    if ('constraint' in cause && typeof cause.constraint === 'string') constraint = cause.constraint
  }
  return found ? { code, constraint, passing: code === null || !refused.test(code) } : null
}

/** What an administrator of the machine can mend, by SQLSTATE. */
const known: Readonly<Record<string, string>> = {
  '53100': 'the disk of the database is full',
  '53200': 'the database has no memory left',
  '53300': 'the database has no connection left',
  '25006': 'the database may only be read',
}

/** In a sentence, without data. */
export const describeDatabaseFailure = ({ code, constraint }: DatabaseFailure) =>
  code !== null && Object.hasOwn(known, code)
    ? `${known[code]} (${code})`
    : `the database refused it (${[code, constraint].filter((part) => part !== null).join(' ') || 'no code'})`
