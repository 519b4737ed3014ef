import { refText } from '../domain/record.ts'
import { visible } from '../domain/visible.ts'
import type { InRounds } from '../engine/index.ts'

const time = (at: string) => `${at.slice(0, 19).replace('T', ' ')} UTC`
const textOf = (value: InRounds['written']) =>
  Object.entries(value ?? {})
    .filter(([field]) => field !== 'id')
    .map(([field, held]) => `${field} ${typeof held === 'string' ? visible(held) : JSON.stringify(held)}`)
    .join(', ')

/** How fresh a record is that rounds set, one line each: "stock-to-shop, prestashop.stockAvailable 12: quantity 4, nothing to write, as of …". */
export function printRounds(rounds: readonly InRounds[]): string {
  return rounds
    .map(({ flow, record, state, asOf, written, wanted, writtenBy, before }) => {
      const since = writtenBy === null ? '' : ` Written by the round of ${time(writtenBy)}, before: ${textOf(before)}.`
      const name = `${flow}, ${refText(record)}`
      const fresh = asOf === null ? 'no whole round yet' : `as of ${time(asOf)}`
      if (state === 'left-out') return `${name}: left out, ${fresh}.`
      if (state === 'own-run') return `${name}: it has a run of its own; no round sets it meanwhile.${since}`
      if (state === 'to-write') return `${name}: ${textOf(wanted)} is still to be written, ${fresh}.${since}`
      return `${name}: ${textOf(written)}, nothing to write, ${fresh}.${since}`
    })
    .join('\n')
}
