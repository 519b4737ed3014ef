import { candidatesFor, diagnosisOf } from '../../../domain/cause.ts'
import type { Clock } from '../../../domain/clock.ts'
import {
  AccessDenied,
  type Call,
  type HubError,
  NeedsPerson,
  RejectedByRemote,
  RemoteUnavailable,
  UnexpectedAnswer,
  untrusted,
  WrongAddress,
} from '../../../domain/errors.ts'
import type { RecordRef } from '../../../domain/record.ts'
import { sqlServerCauses } from '../../causes/index.ts'
import { connectionDiagnosis, failureReason } from '../../lost-connection.ts'
import { createSignInGuard } from '../../sign-in-guard.ts'
import { type SqlDriver, SqlFailure, type SqlLogin, type SqlRow, type SqlStatement } from './driver.ts'
import { createMssqlDriver } from './mssql.ts'
import { type SqlSettings, sqlPlace } from './settings.ts'
import { createStandIn } from './stand-in.ts'

/** The SQL Server of GP, asked in batches. */
export interface SqlServer {
  readonly settings: SqlSettings
  /**
   * @param about the call in words, the record, and whether it writes: then an answer that is lost is ambiguous
   * @throws RemoteUnavailable, AccessDenied, WrongAddress, NeedsPerson; RejectedByRemote where SQL Server refuses a record
   */
  run(
    statement: SqlStatement,
    about: { readonly operation: string; readonly record?: RecordRef; readonly writes?: true },
  ): Promise<readonly SqlRow[]>
  /** A person looks: a refused sign-in is tried again. */
  lookAgain(): void
}

export function createSqlServer(
  settings: SqlSettings,
  login: { readonly [part in keyof SqlLogin]: string | null },
  { clock, signInProbeMs }: { readonly clock: Clock; readonly signInProbeMs?: number | undefined },
): SqlServer {
  const driver: SqlDriver =
    settings.standIn === undefined
      ? createMssqlDriver(settings)
      : createStandIn(settings.standIn, settings.database, settings.timeoutMs)
  const guard = createSignInGuard({ clock, probeMs: signInProbeMs })
  return {
    settings,
    lookAgain: guard.lookAgain,
    run(statement, { operation, record, writes = false }) {
      const call: Call = { system: 'gp', operation }
      return guard.call(call, async () => {
        const { username, password } = login
        if (username === null || password === null)
          throw new AccessDenied(
            call,
            `No login of SQL Server is stored for ${sqlPlace(settings)}. Set LEDGERLINE_GP_SQL_USERNAME and LEDGERLINE_GP_SQL_PASSWORD and run "ledgerline import FOLDER" again.`,
          )
        try {
          return await driver.run({ username, password }, statement)
        } catch (error) {
          throw error instanceof SqlFailure ? explained(error, call, writes, record) : error
        }
      })
    },
  }
}

/** A table, view or column that a statement names is not there. */
export const saysNoObject = (error: unknown): boolean =>
  error instanceof UnexpectedAnswer && noObject.some((number) => error.problems.includes(answered(number)))
const noObject = [207, 208]
const answered = (number: number) => `SQL Server answered ${number}`

function explained(failure: SqlFailure, call: Call, writes: boolean, record: RecordRef | undefined): HubError {
  const { number, code, sent, message } = failure
  if (code === 'no-package')
    return new NeedsPerson(
      'sql_package_missing',
      'The hub has no driver for SQL Server: the package mssql is not installed.',
      'On the hub’s machine, in the folder that the hub was installed in: npm install --no-save mssql@12. It brings 76 MB, so the hub does not come with it.',
      { subject: 'package mssql' },
    )
  if (number === null) {
    const timedOut = code === 'timeout'
    const { reason } = failureReason(failure)
    return new RemoteUnavailable(call, timedOut ? 'SQL Server did not answer in time' : `SQL Server: ${reason}`, {
      ambiguous: writes && sent,
      diagnosis: connectionDiagnosis(failure, call.system, timedOut),
      cause: failure,
    })
  }
  const [found] = candidatesFor(sqlServerCauses, { codes: [`sql:${number}`], text: message })
  const diagnosis = found && diagnosisOf(found.cause)
  const reply = untrusted(message)
  const cause = failure
  if (diagnosis?.class === 'authentication')
    return new AccessDenied(call, diagnosis.next, { signIn: { probeInMs: 0 }, reply, diagnosis, cause })
  if (diagnosis?.class === 'permission') return new AccessDenied(call, diagnosis.next, { reply, diagnosis, cause })
  if (diagnosis?.cause === 'sql.database')
    return new WrongAddress(call, `SQL Server refused the database (${number})`, diagnosis.next, { diagnosis })
  // SQL Server has answered, and what it answers with an error it has rolled back.
  if (diagnosis?.retryHelps)
    return new RemoteUnavailable(call, `SQL Server answered ${number}`, { ambiguous: false, reply, diagnosis, cause })
  if (record) return new RejectedByRemote(record, reply, { numbers: [`sql:${number}`], diagnosis, cause })
  return new UnexpectedAnswer(call, [answered(number)], undefined, diagnosis?.next)
}
