import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../domain/clock.ts'
import { InvalidInput } from '../domain/errors.ts'
import { companyFor } from './company-for.ts'
import { createLiveDay, type Happened, type LiveDay, liveDayInput } from './day/index.ts'
import { type CompanySeed, companySeed, type Gp, startGp } from './gp/index.ts'
import { type Announcement, type RunningShop, type ShopOptions, startShop } from './shop/index.ts'

export interface SandboxOptions {
  /** A folder of recorded shop answers; without it the demo shop. */
  readonly load?: string | undefined
  /** A company as JSON (see gp/seed.ts); without it one that knows what the shop sells. */
  readonly gp?: string | undefined
  /** Of the company: what its char columns can store. Default: the company file's, or 1252. */
  readonly codePage?: string | undefined
  /** 0: any free one. */
  readonly shopPort?: number
  readonly gpPort?: number
  /** "8.2.1" or "9.0.0". */
  readonly version?: string | undefined
  /** Both keep their state in this folder. */
  readonly stateFolder?: string | undefined
  readonly key?: string | undefined
  readonly token?: string | undefined
  /** What the key may do. Default: what the hub needs. */
  readonly permissions?: ShopOptions['permissions']
  /** Fields that modules of the shop have added. */
  readonly moduleFields?: ShopOptions['moduleFields']
  readonly announce?: Announcement | undefined
  /** Of both. Default: the machine's. */
  readonly clock?: Clock
  /** Hears every envelope that reaches GP, and what was answered. */
  readonly heard?: (operation: string, request: string, response: string) => void
  /** Hears what came of each event of a day that is played. */
  readonly happened?: (one: Happened) => void
}

export interface RunningSandbox {
  readonly shop: RunningShop
  readonly gp: Gp
  /** People who work in both. */
  readonly day: LiveDay
  stop(): Promise<void>
}

/** A shop and a GP on loopback. @throws InvalidInput when the company file does not check */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { stateFolder } = options
  if (stateFolder !== undefined) mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
  const file = (name: string) => (stateFolder === undefined ? null : join(stateFolder, name))
  const seed = options.gp === undefined ? null : readCompany(options.gp)
  let day: LiveDay | undefined
  const shop = await startShop({
    port: options.shopPort ?? 0,
    file: file('shop.jsonl'),
    ...(options.load !== undefined && { load: options.load }),
    ...(options.version !== undefined && { version: options.version }),
    ...(options.key !== undefined && { key: options.key }),
    ...(options.token !== undefined && { token: options.token }),
    ...(options.permissions !== undefined && { permissions: options.permissions }),
    ...(options.moduleFields !== undefined && { moduleFields: options.moduleFields }),
    ...(options.announce !== undefined && { announce: options.announce }),
    ...(options.clock !== undefined && { clock: options.clock }),
    actions: {
      /** A day by its seed begins, or ends. */
      day(input) {
        const given = liveDayInput.parse(input)
        if ('seed' in given) return day?.begin(given)
        if ('stop' in given) day?.stop()
        else day?.open()
        return null
      },
    },
  })
  const company = seed ?? companyFor(shop.tables)
  const gp = await startGp({
    company:
      options.codePage === undefined
        ? company
        : { ...company, company: { ...company.company, codePage: options.codePage } },
    port: options.gpPort ?? 0,
    file: file('gp.jsonl'),
    token: shop.token,
    ...(options.heard !== undefined && { heard: options.heard }),
    ...(options.clock !== undefined && { clock: options.clock }),
  })
  const live = createLiveDay({ shop, gp }, options.happened)
  day = live
  return {
    shop,
    gp,
    day: live,
    async stop() {
      live.stop()
      await shop.stop()
      await gp.stop()
    },
  }
}

function readCompany(path: string): CompanySeed {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InvalidInput('Company file', [
      { at: path, reason: error instanceof Error ? error.message : 'is not JSON' },
    ])
  }
  const checked = companySeed.safeParse(content)
  if (checked.success) return content as CompanySeed
  throw new InvalidInput(
    'Company file',
    checked.error.issues.map(({ path: at, message }) => ({ at: `${path}: ${at.join('.')}`, reason: message })),
  )
}
