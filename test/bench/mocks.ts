import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Bound, generalise, operationIn, placeOf, type Recorded, render } from './exchange.ts'

/**
 * A shop and a GP that cost next to nothing: each answer is a look-up in a recording, its ids exchanged, sent after a
 * delay. A process of its own: `node mocks.ts RECORDING DELAY_MS`. It says over IPC where it listens, and of each sales
 * order when it was read back, on the clock that all processes of the machine share.
 */
export type MockMessage =
  | { readonly is: 'listening'; readonly shop: string; readonly gp: string }
  | { readonly is: 'read-back'; readonly n: number; readonly atMs: number }
  | {
      readonly is: 'counts'
      readonly shop: number
      readonly gp: number
      readonly calls: readonly [string, number][]
      readonly unknown: readonly string[]
      readonly twice: readonly string[]
    }

const [file = '', delay = '3'] = process.argv.slice(2)
const delayMs = Number(delay)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[]

interface Answers {
  /** Of a place that holds nothing yet, and of one that does. */
  readonly absent: Recorded | null
  readonly present: Recorded | null
}
const answers = new Map<string, Answers>()
for (const one of recorded) {
  const key = `${one.system} ${one.request}`
  const known = answers.get(key) ?? { absent: null, present: null }
  const fault = one.system === 'gp' && (one.status >= 400 || one.body.includes(':Fault>'))
  answers.set(key, fault ? { ...known, absent: one } : { absent: known.absent, present: one })
}
const places = new Set<string>()
const unknown = new Set<string>()
const twice: string[] = []
const calls = new Map<string, number>()
let counts = { shop: 0, gp: 0 }

function answerShop(asked: string): { answer: Recorded | null; bound: Bound } {
  const [list, field = '', ids = ''] = /filter\[(\w+)\]=\[(\d{7}(?:\|\d{7})+)\]/.exec(asked) ?? []
  if (list !== undefined) return { answer: ofSeveral(asked, list, field, ids.split('|')), bound: { n: null, k: null } }
  const { template, bound } = generalise(asked)
  return { answer: answers.get(`shop ${template}`)?.present ?? null, bound }
}

/** Rows of several records, made of what was recorded for one. */
function ofSeveral(asked: string, list: string, field: string, ids: readonly string[]): Recorded | null {
  const [head = '', resource = ''] = /^GET \/api\/(\w+)/.exec(asked) ?? []
  const each = ids.map((id) =>
    answerShop(field === 'id' ? `${head}/${id}` : asked.replace(list, `filter[${field}]=[${id}]`)),
  )
  const [first] = each
  if (!first?.answer) return null
  const rows = each.map(({ answer, bound }) => {
    const inside = /<prestashop[^>]*>(.*)<\/prestashop>/s.exec(answer?.body ?? '')?.[1] ?? ''
    // The element of a list is not always called as its address.
    const rows = field === 'id' ? inside : (/^\s*<\w+[^>]*>(.*)<\/\w+>\s*$/s.exec(inside)?.[1] ?? '')
    return render(rows, bound)
  })
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink"><${resource}>${rows.join('')}</${resource}></prestashop>`
  return { ...first.answer, body }
}

function answerGp(envelope: string): { answer: Recorded | null; bound: Bound; readBack: boolean } {
  const { template, bound } = generalise(envelope)
  const operation = operationIn(envelope)
  const found = answers.get(`gp ${template}`)
  const at = placeOf(operation, bound)
  if (!at || !found) return { answer: found?.present ?? found?.absent ?? null, bound, readBack: false }
  const held = places.has(at.place)
  if (at.does === 'create') {
    if (held) twice.push(at.place)
    places.add(at.place)
    return { answer: found.present, bound, readBack: false }
  }
  return { answer: held ? found.present : found.absent, bound, readBack: held && operation === 'GetSalesOrderByKey' }
}

function send(reply: ServerResponse, one: Recorded | null, bound: Bound, host: string, sent?: () => void): void {
  setTimeout(() => {
    if (!one) {
      reply.writeHead(500).end()
      return
    }
    reply.writeHead(one.status, one.headers)
    reply.end(render(one.body, bound).replaceAll('§host§', host))
    sent?.()
  }, delayMs)
}

const count = (name: string) => calls.set(name, (calls.get(name) ?? 0) + 1)
const emptyList = (resource: string): Recorded => ({
  system: 'shop',
  operation: '',
  request: '',
  status: 200,
  headers: {
    'content-type': 'text/xml;charset=utf-8',
    'psws-version': '8.2.1',
    'access-time': String(Math.floor(Date.now() / 1000)),
  },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink"><${resource}></${resource}></prestashop>`,
})

const shop = createServer((incoming, reply) => {
  counts.shop++
  const asked = `${incoming.method} ${decodeURIComponent(incoming.url ?? '')}`
  const resource = /\/api\/(\w+)/.exec(asked)?.[1] ?? ''
  count(`GET ${resource}`)
  const { answer, bound } = answerShop(asked)
  // What feeds look for has not happened here: nothing has changed.
  send(reply, answer ?? (asked.includes('?') ? emptyList(resource) : null), bound, incoming.headers.host ?? '')
  if (!answer && !asked.includes('?')) unknown.add(asked)
})
const gp = createServer((incoming, reply) => {
  counts.gp++
  bodyOf(incoming).then((envelope) => {
    const operation = operationIn(envelope)
    count(operation)
    const { answer, bound, readBack } = answerGp(envelope)
    if (!answer) unknown.add(`${operation}: ${generalise(envelope).template.slice(0, 3000)}`)
    send(reply, answer, bound, incoming.headers.host ?? '', () => {
      if (readBack) process.send?.({ is: 'read-back', n: bound.n!, atMs: Number(process.hrtime.bigint()) / 1e6 })
    })
  })
})

function bodyOf(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => resolve(Buffer.concat(chunks).toString()))
  })
}

for (const server of [shop, gp]) server.keepAliveTimeout = 120_000
const listening = (server: typeof shop) =>
  new Promise<string>((done) =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
const message: MockMessage = { is: 'listening', shop: await listening(shop), gp: await listening(gp) }
process.send?.(message)
process.on('message', () => {
  const said: MockMessage = { is: 'counts', ...counts, calls: [...calls], unknown: [...unknown], twice }
  process.send?.(said)
  counts = { shop: 0, gp: 0 }
  calls.clear()
})
process.on('disconnect', () => process.exit(0))
