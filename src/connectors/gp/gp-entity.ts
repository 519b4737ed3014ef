import type { DirectWrite } from '../../domain/connector.ts'
import type { EntitySchema } from '../../domain/entity.ts'
import type { EconnectNames } from './econnect/econnect-entity.ts'
import type { WebServicesNames } from './web-services/names.ts'

/** GP keeps texts in char columns of its company's code page, and stores "?" for any other letter (SQL Server's conversion). */
export const gpLetters = { codePage: 'codePage', transliterate: 'transliterate' } as const

/** One entity of GP: its schema, what a proposal may write of it, and its names on each wire that reads or writes it. */
export interface GpEntity {
  readonly schema: EntitySchema
  readonly direct?: DirectWrite
  readonly webServices: WebServicesNames
  /** What eConnect writes of it, where Web Services have no operation. */
  readonly econnect?: EconnectNames
}
