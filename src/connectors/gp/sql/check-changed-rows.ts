import type { Finding } from '../../../domain/connector.ts'
import { HubError } from '../../../domain/errors.ts'
import { stampedTables } from './changed-rows.ts'
import type { SqlServer } from './server.ts'

/**
 * Whether the feeds of changed rows can be read: each table, its DEX_ROW_TS, and the triggers by which movements of stock
 * stamp their item. What is missing costs time alone: rounds come by their schedule.
 */
export async function checkChangedRows(sql: SqlServer): Promise<Finding[]> {
  const { changesSeconds, systemDatabase } = sql.settings
  if (changesSeconds === 0) return []
  const tables = stampedTables(systemDatabase)
  const names = [...new Set(tables.map(({ table }) => table))]
  const triggers = tables.flatMap(({ stampedBy }) => stampedBy?.triggers ?? [])
  const text = `${[
    ...names.map(
      (name) =>
        `SELECT '${name}' AS name, CASE WHEN OBJECT_ID('dbo.${name}', 'U') IS NULL THEN 0 ELSE 1 END AS present, ISNULL(HAS_PERMS_BY_NAME('dbo.${name}', 'OBJECT', 'SELECT'), 0) AS may, CASE WHEN COL_LENGTH('dbo.${name}', 'DEX_ROW_TS') IS NULL THEN 0 ELSE 1 END AS stamped`,
    ),
    ...triggers.map(
      (name) =>
        `SELECT '${name}' AS name, CASE WHEN OBJECT_ID('dbo.${name}', 'TR') IS NULL THEN 0 ELSE 1 END AS present, 1 AS may, 1 - ISNULL(OBJECTPROPERTY(OBJECT_ID('dbo.${name}', 'TR'), 'ExecIsTriggerDisabled'), 1) AS stamped`,
    ),
    `SELECT 'MC40200' AS name, 1 AS present, ISNULL(HAS_PERMS_BY_NAME('[${systemDatabase}].dbo.MC40200', 'OBJECT', 'SELECT'), 0) AS may, 1 AS stamped`,
  ].join('\nUNION ALL\n')};`
  let found: ReadonlyMap<string, 'ok' | 'denied' | 'unstamped'>
  try {
    const rows = await sql.run({ text, parameters: [] }, { operation: 'look at the tables of changed rows' })
    found = new Map(
      rows.map(({ name, present, may, stamped }) => [
        String(name),
        Number(present) !== 1 || Number(may) !== 1 ? 'denied' : Number(stamped) === 1 ? 'ok' : 'unstamped',
      ]),
    )
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    return [{ check: 'gp.sql.changes', level: 'warning', found: `${error.message}.`, todo: error.hint }]
  }
  const which = (all: readonly string[], how: 'denied' | 'unstamped') => all.filter((name) => found.get(name) === how)
  const denied = which([...names, 'MC40200'], 'denied')
  const unstamped = which(names, 'unstamped')
  const silent = triggers.filter((name) => found.get(name) !== 'ok')
  const findings: Finding[] = []
  if (denied.length > 0)
    findings.push({
      check: 'gp.sql.changes',
      level: 'warning',
      found: `The login may not read ${denied.join(', ')}, so rounds that go by these come by their schedule alone.`,
      todo: 'Give the login SELECT on these tables (MC40200 is in the system database), or set sql.changesSeconds of the GP connection to 0.',
    })
  if (unstamped.length > 0)
    findings.push({
      check: 'gp.sql.changes.stamps',
      level: 'warning',
      found: `${unstamped.join(', ')} has no column DEX_ROW_TS, so rounds that go by it come by their schedule alone.`,
      todo: 'GP 2015 and later have the column there: see that this is the database of a company, and that its upgrade is complete.',
    })
  if (silent.length > 0)
    findings.push({
      check: 'gp.sql.changes.triggers',
      level: 'warning',
      found: `The login sees no enabled trigger ${silent.join(', ')}: movements of stock may stamp no item, and neither the feed nor the lists of Web Services show them.`,
      todo: 'A GP administrator looks at the triggers of IV00102 in the company database, and lets GP make them again (GP Utilities). Until then only the full look, once a day, sees such a movement.',
    })
  return findings.length > 0
    ? findings
    : [
        {
          check: 'gp.sql.changes',
          level: 'ok',
          found: `Changed rows of ${names.join(', ')} are asked for every ${changesSeconds} seconds.`,
        },
      ]
}
