import { type Decimal, dec } from '../../domain/decimal.ts'
import table from './prices.json' with { type: 'json' }

/** Tokens of one call, as the provider counts them. `input`: without what came from the cache or went into it. */
export interface Tokens {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
}

interface Row {
  readonly input: string
  readonly output: string
  /** A prompt that is longer costs this for all of its tokens. */
  readonly above?: { readonly tokens: number; readonly input: string; readonly output: string }
}

const rows: Readonly<Record<string, Row>> = table.models

/** When the prices were read, and where. */
export const pricesOf = { at: table.at, source: table.source }

export const isPriced = (model: string) => Object.hasOwn(rows, nameOf(model))

/** "claude-haiku-5-5-20261001" is priced as its family. */
const nameOf = (model: string) => model.replace(/-\d{8}$/, '')

/** A model that the table does not have is taken for the dearest in it: a budget must not fail to stop. */
const dearest = Object.values(rows).reduce((a, b) => (dec(a.output).gt(dec(b.output)) ? a : b))

/** What a call costs, in US dollars. */
export function costOf(model: string, tokens: Tokens): Decimal {
  const row = isPriced(model) ? rows[nameOf(model)]! : dearest
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite
  const { input, output } = row.above && prompt > row.above.tokens ? row.above : row
  const perMillion = dec(input)
    .times(tokens.input)
    .plus(dec(input).times(table.cacheRead).times(tokens.cacheRead))
    .plus(dec(input).times(table.cacheWrite['5m']).times(tokens.cacheWrite))
    .plus(dec(output).times(tokens.output))
  return perMillion.div(1_000_000)
}
