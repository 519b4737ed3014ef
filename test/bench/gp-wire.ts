// What a sales order costs on its way to GP and back, without the network: `node test/bench/gp-wire.ts`.

import { gpEntities } from '../../src/connectors/gp/entities/index.ts'
import { createGpConnector, gpSettings } from '../../src/connectors/gp/index.ts'
import { writeOperation } from '../../src/connectors/gp/web-services/envelope.ts'
import { compileWireRecord } from '../../src/connectors/gp/web-services/wire-record.ts'
import { readWireSchema } from '../../src/connectors/gp/web-services/wire-schema.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { ref } from '../../src/domain/record.ts'
import { salesOrderDocument } from '../connectors/gp/orders.ts'
import { result, startRawGp } from '../connectors/gp/raw-gp.ts'

const lines = 30
const order = ref('gp.salesOrder', 'WEB1')
const schema = readWireSchema()
const { schema: entity, webServices } = gpEntities.salesOrder!
const { type, shape, write } = webServices
const form = compileWireRecord(schema, entity, type, shape)
const operation = schema.operations.get('CreateSalesOrder')!
const serialise = () => {
  const wire = form.toWire(order, salesOrderDocument('WEB1', lines), { currency: 'USD', digits: 2 }, 'create')
  return writeOperation(schema, operation, { salesOrder: write!.complete!(wire) })
}

const sent = serialise()
const stored = sent.slice(sent.indexOf('<salesOrder>') + '<salesOrder>'.length, sent.indexOf('</salesOrder>'))
const reply = stored
  .replaceAll(/<Id>/g, '<CompanyKey><dyn:Id>-1</dyn:Id></CompanyKey><Id>')
  .replaceAll(/<Value>(\d+)<\/Value>/g, '<Value>$1.00000</Value>')
await using gp = await startRawGp((asked) =>
  asked.operation === 'GetSalesOrderByKey' ? result('GetSalesOrderByKey', reply) : undefined,
)
const settings = gpSettings.parse({ url: gp.url, companyId: -1, auth: 'none' })
const connector = createGpConnector(settings, { username: '', password: '', clock: systemClock })

async function time(what: string, run: () => unknown, times: number): Promise<void> {
  for (let turn = 0; turn < times / 2; turn++) await run()
  const start = performance.now()
  for (let turn = 0; turn < times; turn++) await run()
  console.log(`${what}: ${((performance.now() - start) / times).toFixed(2)} ms`)
}
await time(`serialise ${lines} lines (${sent.length} bytes)`, serialise, 1000)
await time(`read ${lines} lines over loopback (${reply.length} bytes)`, () => connector.read(order), 200)
await time(
  `create ${lines} lines over loopback`,
  () => connector.write({ do: 'create', record: order, document: salesOrderDocument('WEB1', lines) }),
  200,
)
await connector.close()
