import { z } from 'zod'

/** Of anything that SQL Server may call a view or a column: in brackets all of it is a name. */
const sqlName = z.string().regex(/^[^[\]\p{C}]{1,128}$/u, 'must be a name without brackets')

/** Entities whose key one column of a view can hold. */
export const viewedEntities = ['item', 'customer'] as const

const sqlView = z.strictObject({
  entity: z.enum(viewedEntities).describe('What a row belongs to.'),
  view: sqlName.describe('Its name in the company database, schema dbo.'),
  key: sqlName.describe('The column with the number of the item, or of the customer.'),
})
export type SqlView = z.infer<typeof sqlView>

/** The connection to SQL Server, for what Web Services of GP have no operation. Without its login. */
export const sqlSettings = z.strictObject({
  server: z
    .string()
    .regex(/^[\w.-]{1,253}(\\[\w$-]{1,16})?$/, 'must be a host name, with "\\INSTANCE" where it has one')
    .describe('Host of SQL Server, "sql1" or "sql1\\GP".'),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Default: 1433; of a named instance what its browser service says.'),
  database: z
    .string()
    .regex(/^\w{1,64}$/)
    .describe('Database of the company, such as TWO.'),
  systemDatabase: z
    .string()
    .regex(/^\w{1,64}$/)
    .default('DYNAMICS')
    .describe('Database of the system.'),
  encrypt: z
    .union([z.boolean(), z.literal('strict')])
    .default(true)
    .describe('TLS. "strict" (SQL Server 2022) from the first byte; true where the server offers it; false: never.'),
  trustServerCertificate: z.boolean().default(false).describe('Take any certificate, as a server’s own.'),
  /** Three reads and a write stay below the time for which one process has a write of a proposal to itself (`claimMs`). */
  timeoutMs: z.int().min(1_000).max(180_000).default(60_000),
  changesSeconds: z
    .int()
    .min(0)
    .max(3_600)
    .default(60)
    .describe(
      'How often it is asked which items, prices and customers were changed, so that rounds come at once; 0: never.',
    ),
  views: z
    .array(sqlView)
    .max(20)
    .default([])
    .describe(
      'Views with more of a record, one row each, as Extender makes of its windows: custom fields are read from them.',
    ),
  standIn: z
    .string()
    .refine(
      (text) => URL.canParse(text) && /^http:\/\/(127\.0\.0\.1|localhost):\d+\/sql$/.test(text),
      'must be the address of a sandbox on this machine, "http://127.0.0.1:PORT/sql"',
    )
    .optional()
    .describe('The stand-in of the sandbox, in the place of a SQL Server.'),
})
export type SqlSettings = z.infer<typeof sqlSettings>

/** Where the login of SQL Server is sent to. */
export const sqlPlace = ({ server, port, standIn }: Pick<SqlSettings, 'server' | 'port' | 'standIn'>): string =>
  standIn ?? `SQL Server ${server.toLowerCase()}${port === undefined ? '' : `:${port}`}`
