import type { Finding } from '../../../domain/connector.ts'
import { HubError } from '../../../domain/errors.ts'
import type { GpSettings } from '../settings.ts'
import type { SqlRow } from '../sql/driver.ts'
import type { SqlServer } from '../sql/server.ts'
import { folderProblem } from './file.ts'
import { nodes } from './nodes.ts'

/** Whether SQL Server is reached, by which login, in which company, and whether the documents of eConnect can be handed over. */
export async function checkEconnect(settings: GpSettings, sql: SqlServer | null): Promise<Finding[]> {
  const { econnect } = settings
  const folder = econnect === undefined || econnect === 'sql' ? [] : [await checkFolder(econnect.folder)]
  return [...folder, ...(sql ? await checkSql(settings, sql) : [])]
}

async function checkFolder(folder: string): Promise<Finding> {
  const problem = await folderProblem(folder)
  return problem === null
    ? { check: 'gp.econnect.folder', level: 'ok', found: `Documents of eConnect are handed over in ${folder}.` }
    : {
        check: 'gp.econnect.folder',
        level: 'error',
        found: `The folder for documents of eConnect, ${folder}, takes no files (${problem}).`,
        todo: 'Make the folder, or let the account of the hub write to it; or correct econnect.folder of the GP connection.',
      }
}

async function checkSql({ companyId, econnect }: GpSettings, sql: SqlServer): Promise<Finding[]> {
  sql.lookAgain()
  const { database, systemDatabase } = sql.settings
  let login: SqlRow | undefined
  try {
    ;[login] = await sql.run(
      {
        text: `SELECT SUSER_SNAME() AS login, IS_SRVROLEMEMBER('sysadmin') AS sysadmin, (SELECT TOP 1 CMPANYID FROM [${systemDatabase}].dbo.SY01500 WHERE INTERID = DB_NAME()) AS company;`,
        parameters: [],
      },
      { operation: 'sign-in at SQL Server' },
    )
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return [{ check: 'gp.sql', level: 'error', found: `${error.message}.`, todo: error.hint }]
  }
  const name = String(login?.login ?? '')
  const company = login?.company ?? null
  const findings: Finding[] = [
    { check: 'gp.sql', level: 'ok', found: `SQL Server answers and accepts the login ${name}.` },
    Number(login?.sysadmin) === 1
      ? {
          check: 'gp.sql.login',
          level: 'warning',
          found: `The login ${name} may do everything at this SQL Server.`,
          todo: 'Give the hub a login of its own, with the role DYNGRP in the company database and read access to the system database.',
        }
      : { check: 'gp.sql.login', level: 'ok', found: `The login ${name} is no administrator of SQL Server.` },
    company === null
      ? {
          check: 'gp.sql.company',
          level: 'error',
          found: `The database ${database} is no company of ${systemDatabase}.`,
          todo: 'Correct sql.database or sql.systemDatabase of the GP connection: Tools > Setup > Company shows the Company ID, which is the name of the database.',
        }
      : Number(company) === companyId
        ? { check: 'gp.sql.company', level: 'ok', found: `The database ${database} is that of company ${companyId}.` }
        : {
            check: 'gp.sql.company',
            level: 'error',
            found: `The database ${database} is that of company ${Number(company)}, and Web Services write to company ${companyId}.`,
            todo: 'Correct sql.database of the GP connection, so that nothing is written to the wrong company.',
          },
  ]
  if (!sql.settings.encrypt && sql.settings.standIn === undefined)
    findings.push({
      check: 'gp.sql.encrypted',
      level: 'warning',
      found: 'Login and data travel to SQL Server unencrypted.',
      todo: 'Set sql.encrypt of the GP connection to true, or to "strict" where SQL Server is 2022 or newer.',
    })
  return econnect === 'sql' ? [...findings, ...(await checkProcedures(sql))] : findings
}

async function checkProcedures(sql: SqlServer): Promise<Finding[]> {
  const names = Object.keys(nodes)
  const text = `${names
    .map(
      (name) =>
        `SELECT '${name}' AS name, CASE WHEN OBJECT_ID('dbo.${name}', 'P') IS NULL THEN 0 ELSE 1 END AS present, ISNULL(HAS_PERMS_BY_NAME('dbo.${name}', 'OBJECT', 'EXECUTE'), 0) AS may`,
    )
    .join('\nUNION ALL\n')};`
  const rows = await sql.run({ text, parameters: [] }, { operation: 'look at the procedures of eConnect' })
  const named = (which: (row: SqlRow) => boolean) => rows.filter(which).map(({ name }) => String(name))
  // Whoever may not see a procedure is told that there is none.
  const absent = named(({ present }) => Number(present) !== 1)
  const denied = named(({ present, may }) => Number(present) === 1 && Number(may) !== 1)
  if (absent.length > 0)
    return [
      {
        check: 'gp.econnect.procedures',
        level: 'error',
        found: `The login sees no procedure ${absent.join(', ')} in the company database.`,
        todo: 'Give the login the role DYNGRP in the company database; where they are truly missing, install eConnect for the company (GP Utilities).',
      },
    ]
  return denied.length > 0
    ? [
        {
          check: 'gp.econnect.procedures',
          level: 'error',
          found: `The login may not execute ${denied.join(', ')}.`,
          todo: 'Give the login the role DYNGRP in the company database, or EXECUTE on these procedures.',
        },
      ]
    : [
        {
          check: 'gp.econnect.procedures',
          level: 'ok',
          found: `The login may execute ${names.join(', ')}.`,
        },
      ]
}
