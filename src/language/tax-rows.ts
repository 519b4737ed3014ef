import { dec, decimalText, sum } from '../domain/decimal.ts'
import type { ProofSheet, TaxedAmount, TaxProof, TaxProofRow } from '../domain/proof.ts'
import type { Json, RecordValue } from '../domain/record.ts'

/** Where a sales order keeps the tax of each part: its rows by detail, and their sum. */
const places: Readonly<Record<TaxProofRow['part'], { rows: string; sum: string; name: string }>> = {
  goods: { rows: 'Taxes', sum: 'TaxAmount', name: 'Goods' },
  freight: { rows: 'FreightTaxes', sum: 'FreightTaxAmount', name: 'Freight' },
  wrapping: { rows: 'MiscellaneousTaxes', sum: 'MiscellaneousTaxAmount', name: 'Miscellaneous' },
}

/**
 * The proof with the tax rows that a document holds, or that GP says it holds, beside the shop's. Held when a detail has
 * another tax or base, when a row is there that the shop does not have, or when a part bears tax that no row explains.
 *
 * The goods' rows may stand with the lines, with the document as the sums of the lines', or with both: SOP10105 keeps the
 * document's under line 0. Where both are there they must agree, since a transfer in parts goes by those of the lines.
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
  problems.push(...lineProblems(document))
  return { ...proof, rows, problems, state: problems.length === 0 ? 'proved' : 'held' }
}

interface HeldRow extends TaxedAmount {
  readonly detail: string
}

/** The rows of a part: the document's own, or for goods the sums of the lines' where it has none. */
function rowsIn(document: RecordValue, part: TaxProofRow['part']): HeldRow[] {
  const own = rowsOf(document[places[part].rows])
  return part === 'goods' && own.length === 0 ? byDetail(linesOf(document).flatMap(({ rows }) => rows)) : own
}

/** What the rows of the lines say against their lines, and against the document's rows where both are there. */
function lineProblems(document: RecordValue): string[] {
  const lines = linesOf(document).filter(({ rows }) => rows.length > 0)
  if (lines.length === 0) return []
  const problems = lines.flatMap(({ name, tax, rows }) =>
    dec(tax).eq(sum(rows.map((row) => dec(row.tax))))
      ? []
      : [`${name}: ${tax} of tax, and its rows add up to something else`],
  )
  const onLines = byDetail(lines.flatMap(({ rows }) => rows))
  const own = rowsOf(document[places.goods.rows])
  if (own.length === 0) return problems
  for (const detail of new Set([...own, ...onLines].map((row) => row.detail))) {
    const [above, below] = [own, onLines].map((rows) => rows.find((row) => row.detail === detail) ?? nothing)
    if (!same(above!, below!))
      problems.push(
        `${places.goods.name}, ${detail}: ${above!.tax} on ${above!.base} for the document, and ${below!.tax} on ${below!.base} on its lines`,
      )
  }
  return problems
}

const nothing: TaxedAmount = { base: '0', tax: '0' }

function linesOf(document: RecordValue) {
  return ((document.Lines ?? []) as RecordValue[]).map((line) => ({
    name: `Line ${String(line.LineSequenceNumber)}`,
    tax: amountOf(line.TaxAmount),
    rows: rowsOf(line.Taxes),
  }))
}

function byDetail(rows: readonly HeldRow[]): HeldRow[] {
  const add = (of: readonly string[]) => decimalText(sum(of.map(dec)))
  return [...Map.groupBy(rows, ({ detail }) => detail)].map(([detail, own]) => ({
    detail,
    base: add(own.map(({ base }) => base)),
    tax: add(own.map(({ tax }) => tax)),
  }))
}

const rowsOf = (list: Json | undefined): HeldRow[] =>
  ((list ?? []) as RecordValue[]).map((row) => ({
    detail: String(row.TaxDetailKey ?? ''),
    base: amountOf(row.TaxableAmount),
    tax: amountOf(row.TaxAmount),
  }))

const amountOf = (value: unknown) => (typeof value === 'string' ? decimalText(dec(value)) : '0')
const isZero = (text: string) => dec(text).isZero()
const same = (a: TaxedAmount, b: TaxedAmount) => dec(a.base).eq(dec(b.base)) && dec(a.tax).eq(dec(b.tax))
