import { econnectText, type Problem } from '../faults.ts'
import type { SalesOrder, SalesOrderLine } from '../records.ts'

/** Collects what is wrong with a sales document: all of it, not the first thing. */
export interface Complaints {
  readonly problems: readonly Problem[]
  /** A rule of the service itself. `property` is the wire path below the document. */
  refuse(property: string, message: string): void
  /** A rule of taSopHdrIvcInsert, with eConnect's number and text. */
  header(number: number, description: string, property: string, parameters: Readonly<Record<string, string>>): void
  /** A rule of taSopLineIvcInsert. */
  line(
    number: number,
    description: string,
    property: string,
    line: SalesOrderLine,
    parameters: Readonly<Record<string, string>>,
  ): void
}

export function complaintsAbout(
  order: Pick<SalesOrder, 'Key' | 'CustomerKey' | 'BatchKey'>,
  objectType: 'SalesOrder' | 'SalesReturn' = 'SalesOrder',
): Complaints {
  const problems: Problem[] = []
  const document = {
    SOPTYPE: objectType === 'SalesOrder' ? '2' : '4',
    SOPNUMBE: order.Key?.Id ?? '',
    CUSTNMBR: order.CustomerKey?.Id ?? '',
    BACHNUMB: order.BatchKey?.Id ?? '',
  }
  const add = (property: string, message: string) => problems.push({ objectType, propertyNames: [property], message })
  return {
    problems,
    refuse: add,
    header(number, description, property, parameters) {
      add(property, econnectText(number, 'taSopHdrIvcInsert', description, document, parameters))
    },
    line(number, description, property, line, parameters) {
      const keys = {
        ...document,
        LNITMSEQ: String(line.Key?.LineSequenceNumber ?? 0),
        ITEMNMBR: line.ItemKey?.Id ?? '',
      }
      add(property, econnectText(number, 'taSopLineIvcInsert', description, keys, parameters))
    },
  }
}
