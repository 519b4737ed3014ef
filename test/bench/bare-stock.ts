import { fork } from 'node:child_process'
import { Agent, request } from 'undici'
import { operationIn } from './exchange.ts'
import type { Access } from './record.ts'

/**
 * A round of stock made by hand, without deciding or storing anything: what the lists of both systems say, and of each item that
 * moved its quantities in GP, its row in the shop and the write of that row. A process of its own, as the hub is.
 */
export interface BareStock {
  /** Keeps what the hub asks of GP, to ask the same: `heard` of the sandbox. */
  heard(operation: string, asked: string, answered: string): void
  /** What was heard before belongs to an older round. */
  forget(): void
  /** @returns milliseconds */
  round(moved: readonly Moved[]): Promise<number>
  stop(): void
}

export interface Moved {
  readonly item: string
  readonly row: number
  readonly quantity: number
}

interface Asked {
  readonly access: Access
  readonly pages: readonly string[]
  readonly byKey: string
  readonly moved: readonly Moved[]
}

/** As the hub. */
const [lanes, rowsOfPage, fullPage] = [8, 500, 1000]

export function startBareStock(access: () => Access): BareStock {
  const child = fork(import.meta.filename, { env: { ...process.env, [isChild]: 'yes' } })
  let pages = new Set<string>()
  let byKey = ''
  return {
    heard(operation, asked, answered) {
      // A full page only shows the hub where to split: no row of it is used.
      if (operation === 'GetItemList' && answered.split('<ItemSummary>').length <= fullPage) pages.add(asked)
      if (operation === 'GetItemByKey') byKey = asked
    },
    forget() {
      pages = new Set()
    },
    round(moved) {
      const asked: Asked = { access: access(), pages: [...pages], byKey, moved }
      return new Promise((done, fail) => {
        child
          .once('message', (ms: number) => done(ms))
          .once('exit', () => fail(new Error('The bare round has failed.')))
        child.send(asked)
      })
    },
    stop: () => child.disconnect(),
  }
}

const isChild = 'LEDGERLINE_BENCH_BARE_STOCK'
if (process.env[isChild]) process.on('message', (asked: Asked) => carryOut(asked).then((ms) => process.send?.(ms)))

async function carryOut({ access, pages, byKey, moved }: Asked): Promise<number> {
  const agent = new Agent({ connections: lanes, pipelining: 1 })
  const ask = async (url: string, method: 'GET' | 'PATCH' | 'POST', headers: Record<string, string>, body?: string) => {
    const answer = await request(url, { method, dispatcher: agent, headers, ...(body === undefined ? {} : { body }) })
    const text = await answer.body.text()
    if (answer.statusCode !== 200) throw new Error(`${method} ${url}: ${answer.statusCode} ${text.slice(0, 300)}`)
    return text
  }
  const shopKey = `Basic ${Buffer.from(`${access.shopKey}:`).toString('base64')}`
  const signIn = `Basic ${Buffer.from(`${access.gpUsername}:${access.gpPassword}`).toString('base64')}`
  const shop = (path: string, method: 'GET' | 'PATCH' = 'GET', body?: string) =>
    ask(
      `${access.shopUrl}/api/${path}`,
      method,
      { authorization: shopKey, ...(body !== undefined && { 'content-type': 'text/xml' }) },
      body,
    )
  const gp = (body: string) =>
    ask(
      access.gpUrl,
      'POST',
      {
        authorization: signIn,
        'content-type': 'text/xml; charset=utf-8',
        soapaction: `"http://schemas.microsoft.com/dynamics/gp/2006/01/${operationIn(body)}"`,
      },
      body,
    )
  const begun = performance.now()
  for (const page of pages) await gp(page)
  for (let last = 0, rows = rowsOfPage; rows === rowsOfPage; ) {
    const filter = encodeURI(`display=full&sort=[id_ASC]&limit=${rowsOfPage}&filter[id]=>[${last}]`)
    const ids = [...(await shop(`stock_availables?${filter}`)).matchAll(/<stock_available>\s*<id>\D*(\d+)/g)]
    rows = ids.length
    last = Number(ids.at(-1)?.[1])
  }
  const waiting = [...moved]
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      await gp(byKey.replace(/(<(?:\w+:)?Id>)BULK-\d+/, `$1${one.item}`))
      await shop(`stock_availables/${one.row}`)
      await shop(
        `stock_availables/${one.row}`,
        'PATCH',
        `<prestashop><stock_available><id>${one.row}</id><quantity>${one.quantity}</quantity></stock_available></prestashop>`,
      )
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const ms = performance.now() - begun
  await agent.close()
  return ms
}
