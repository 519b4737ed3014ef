/** A value that travels beside the text of a statement, never in it. */
export interface SqlParameter {
  /** Without "@". */
  readonly name: string
  /** `text`: at most `length` letters. Decimals and dates travel as text, and SQL Server converts them. */
  readonly type: 'text' | 'integer'
  readonly length?: number
  readonly value: string | number
}

/** One batch of T-SQL with its values. */
export interface SqlStatement {
  readonly text: string
  readonly parameters: readonly SqlParameter[]
}

/** Decimals are asked for as text (`CONVERT(varchar(30), …)`): drivers give numbers that have lost digits. */
export type SqlRow = Readonly<Record<string, string | number | null>>

export interface SqlLogin {
  /** `login` of SQL Server, or `DOMAIN\user`. */
  readonly username: string
  readonly password: string
}

/** What carries a statement to SQL Server: the package `mssql`, or the sandbox's stand-in for both. */
export interface SqlDriver {
  /** Opens a connection, runs the batch, gives the rows of its last result, and closes. @throws SqlFailure */
  run(login: SqlLogin, statement: SqlStatement): Promise<readonly SqlRow[]>
}

/** Why a statement gave no rows, in the driver's words. */
export class SqlFailure extends Error {
  /** SQL Server's own number; null: the connection failed, or the time ran out. */
  readonly number: number | null
  /** "ECONNREFUSED", "timeout": of the connection. */
  readonly code: string
  /** The statement was on its way: without a number nobody knows whether it had its effect. */
  readonly sent: boolean
  constructor(
    message: string,
    {
      number = null,
      code = 'unknown',
      sent,
      cause,
    }: { number?: number | null; code?: string; sent: boolean; cause?: unknown },
  ) {
    super(message, { cause })
    this.number = number
    this.code = code
    this.sent = sent
  }
}
