import type { Finding } from '../../../domain/connector.ts'
import { HubError } from '../../../domain/errors.ts'
import type { SqlServer } from './server.ts'

/**
 * Whether GP has price sheets (SOP10110, one row a sheet): a company with extended pricing prices by them, and not by the price
 * lists that Web Services read. Whether it is switched on no table that is known here says. For `doctor`: nothing where there are
 * none, or where the login may not look.
 */
export async function checkExtendedPricing(sql: SqlServer): Promise<Finding[]> {
  const can =
    "SELECT 'SOP10110' AS name, CASE WHEN COL_LENGTH('dbo.SOP10110', 'ACTIVE') IS NULL THEN 0 ELSE 1 END AS present, ISNULL(HAS_PERMS_BY_NAME('dbo.SOP10110', 'OBJECT', 'SELECT'), 0) AS may;"
  const ask = (text: string) => sql.run({ text, parameters: [] }, { operation: 'look at price sheets' })
  try {
    const [table] = await ask(can)
    if (Number(table?.present) !== 1 || Number(table?.may) !== 1) return []
    const [row] = await ask('SELECT COUNT(*) AS sheets FROM dbo.SOP10110 WHERE ACTIVE = 1;')
    const sheets = Number(row?.sheets ?? 0)
    if (sheets === 0) return []
    return [
      {
        ...{ check: 'gp.extended-pricing', level: 'warning' },
        found: `GP has active price sheets of extended pricing (${sheets}), which Web Services do not read: where extended pricing is switched on, the price lists that they read are those of before.`,
        todo: 'See in GP whether extended pricing is switched on. Where it is, do not carry prices with the processes prices and group-prices; where it is not, make the sheets inactive.',
      },
    ]
  } catch (error) {
    // That SQL Server gives no answer is said by the checks beside it.
    if (error instanceof HubError) return []
    throw error
  }
}
