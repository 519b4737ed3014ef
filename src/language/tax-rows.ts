import { dec, decimalText, sum } from '../domain/decimal.ts'
import type { ProofSheet, TaxedAmount, TaxProof, TaxProofRow } from '../domain/proof.ts'
import type { RecordValue } from '../domain/record.ts'

/** Where a sales order keeps the tax of each part: its rows by detail, and their sum. */
const places: Readonly<Record<TaxProofRow['part'], { rows: string; sum: string; name: string }>> = {
  goods: { rows: 'Taxes', sum: 'TaxAmount', name: 'Goods' },
  freight: { rows: 'FreightTaxes', sum: 'FreightTaxAmount', name: 'Freight' },
  wrapping: { rows: 'MiscellaneousTaxes', sum: 'MiscellaneousTaxAmount', name: 'Miscellaneous' },
}

/**
 * The proof with the tax rows that a document holds, or that GP says it holds, beside the shop's. Held when a detail has
 * another tax or base, when a row is there that the shop does not have, or when a part bears tax that no row explains.
 */
export function taxesOf(document: RecordValue, proof: TaxProof, of: ProofSheet['of']): TaxProof {
  const problems: string[] = []
  const side = of === 'document' ? 'document' : 'readBack'
  const rows = proof.rows.map((row): TaxProofRow => {
    const found = rowsIn(document, row.part).find(({ detail }) => detail === row.detail) ?? null
    const name = `${places[row.part].name}, ${row.detail}`
    if (!found) problems.push(`${name}: there is no row, and the shop has ${row.shop.tax} on ${row.shop.base}`)
    else if (!same(found, row.shop))
      problems.push(`${name}: ${found.tax} on ${found.base}, and the shop has ${row.shop.tax} on ${row.shop.base}`)
    return { ...row, [side]: found && { base: found.base, tax: found.tax } }
  })
  for (const part of Object.keys(places) as TaxProofRow['part'][]) {
    const { name, sum: total } = places[part]
    const held = rowsIn(document, part)
    for (const { detail, tax, base } of held)
      if (!proof.rows.some((row) => row.part === part && row.detail === detail) && !(isZero(tax) && isZero(base)))
        problems.push(`${name}, ${detail}: ${tax} on ${base}, and the shop has no such tax`)
    const stated = amountOf(document[total])
    if (!dec(stated).eq(sum(held.map(({ tax }) => dec(tax)))))
      problems.push(`${name}: ${stated} of tax, and its rows add up to something else`)
  }
  return { ...proof, rows, problems, state: problems.length === 0 ? 'proved' : 'held' }
}

interface HeldRow extends TaxedAmount {
  readonly detail: string
}

function rowsIn(document: RecordValue, part: TaxProofRow['part']): HeldRow[] {
  const rows = (document[places[part].rows] ?? []) as RecordValue[]
  return rows.map((row) => ({
    detail: String(row.TaxDetailKey ?? ''),
    base: amountOf(row.TaxableAmount),
    tax: amountOf(row.TaxAmount),
  }))
}

const amountOf = (value: unknown) => (typeof value === 'string' ? decimalText(dec(value)) : '0')
const isZero = (text: string) => dec(text).isZero()
const same = (a: TaxedAmount, b: TaxedAmount) => dec(a.base).eq(dec(b.base)) && dec(a.tax).eq(dec(b.tax))
