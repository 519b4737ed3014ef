import { dec, decimalText, sum } from '../domain/decimal.ts'
import type { TaxPart, TaxRules } from '../domain/document.ts'
import type { EntitySchema } from '../domain/entity.ts'
import type { ProofSheet, TaxedAmount, TaxProof, TaxProofRow } from '../domain/proof.ts'
import type { Json, RecordValue } from '../domain/record.ts'

/**
 * The proof with the tax rows that a document holds, or that the remote system says it holds, beside the shop's. Held when a detail has
 * another tax or base, when a row is there that the shop does not have, or when a part bears tax that no row explains.
 *
 * The goods' rows may stand with the lines, with the document as the sums of the lines', or with both: GP keeps the
 * document's under line 0 of SOP10105. Where both are there they must agree, since a transfer in parts goes by those of the
 * lines. An entity that keeps no tax rows has nothing to prove: the proof stays as it is.
 */
export function taxesOf(schema: EntitySchema, document: RecordValue, proof: TaxProof, of: ProofSheet['of']): TaxProof {
  const places = placesOf(schema)
  if (!places) return proof
  const problems: string[] = []
  const side = of === 'document' ? 'document' : 'readBack'
  const rows = proof.rows.map((row): TaxProofRow => {
    const found = rowsIn(places, document, row.part).find(({ detail }) => detail === row.detail) ?? null
    const name = `${places.parts[row.part].name}, ${row.detail}`
    if (!found) problems.push(`${name}: there is no row, and the shop has ${row.shop.tax} on ${row.shop.base}`)
    else if (!same(found, row.shop))
      problems.push(`${name}: ${found.tax} on ${found.base}, and the shop has ${row.shop.tax} on ${row.shop.base}`)
    return { ...row, [side]: found && { base: found.base, tax: found.tax } }
  })
  for (const part of Object.keys(places.parts) as TaxPart[]) {
    const { name, sum: total } = places.parts[part]
    const held = rowsIn(places, document, part)
    for (const { detail, tax, base } of held.filter(bearsTax))
      if (!proof.rows.some((row) => row.part === part && row.detail === detail))
        problems.push(`${name}, ${detail}: ${tax} on ${base}, and the shop has no such tax`)
    const stated = amountOf(document[total])
    if (!dec(stated).eq(sum(held.map(({ tax }) => dec(tax)))))
      problems.push(`${name}: ${stated} of tax, and its rows add up to something else`)
  }
  problems.push(...lineProblems(places, document))
  return { ...proof, rows, problems, state: problems.length === 0 ? 'proved' : 'held' }
}

interface HeldRow extends TaxedAmount {
  readonly detail: string
}

interface Places extends TaxRules {
  readonly lines: { readonly field: string; readonly number: string; readonly rows: string; readonly sum: string }
}

function placesOf({ document }: EntitySchema): Places | null {
  const { lines, totals } = document ?? {}
  if (totals?.rule !== 'sum' || !totals.taxes || !lines?.priced) return null
  return { ...totals.taxes, lines: { field: lines.field, number: lines.number, ...lines.priced.tax } }
}

/** The rows of a part: the document's own, or for goods the sums of the lines' where it has none. */
function rowsIn(places: Places, document: RecordValue, part: TaxPart): HeldRow[] {
  const own = rowsOf(places, document[places.parts[part].rows])
  if (part !== 'goods' || own.some(bearsTax)) return own
  const onLines = byDetail(linesOf(places, document).flatMap(({ rows }) => rows))
  return onLines.length > 0 ? onLines : own
}

/** What the rows of the lines say against their lines, and against the document's rows where both are there. */
function lineProblems(places: Places, document: RecordValue): string[] {
  const { goods } = places.parts
  const lines = linesOf(places, document).filter(({ rows }) => rows.some(bearsTax))
  if (lines.length === 0) return []
  const problems = lines.flatMap(({ name, tax, rows }) =>
    dec(tax).eq(sum(rows.map((row) => dec(row.tax))))
      ? []
      : [`${name}: ${tax} of tax, and its rows add up to something else`],
  )
  const onLines = byDetail(lines.flatMap(({ rows }) => rows))
  const own = rowsOf(places, document[goods.rows])
  if (!own.some(bearsTax)) return problems
  for (const detail of new Set([...own, ...onLines].map((row) => row.detail))) {
    const [above, below] = [own, onLines].map((rows) => rows.find((row) => row.detail === detail) ?? nothing)
    if (!same(above!, below!))
      problems.push(
        `${goods.name}, ${detail}: ${above!.tax} on ${above!.base} for the document, and ${below!.tax} on ${below!.base} on its lines`,
      )
  }
  return problems
}

const nothing: TaxedAmount = { base: '0', tax: '0' }

const linesOf = (places: Places, document: RecordValue) =>
  ((document[places.lines.field] ?? []) as RecordValue[]).map((line) => ({
    name: `Line ${String(line[places.lines.number])}`,
    tax: amountOf(line[places.lines.sum]),
    rows: rowsOf(places, line[places.lines.rows]),
  }))

function byDetail(rows: readonly HeldRow[]): HeldRow[] {
  const add = (of: readonly string[]) => decimalText(sum(of.map(dec)))
  return [...Map.groupBy(rows, ({ detail }) => detail)].map(([detail, own]) => ({
    detail,
    base: add(own.map(({ base }) => base)),
    tax: add(own.map(({ tax }) => tax)),
  }))
}

const rowsOf = ({ row: names }: Places, list: Json | undefined): HeldRow[] =>
  ((list ?? []) as RecordValue[]).map((row) => ({
    detail: String(row[names.detail] ?? ''),
    base: amountOf(row[names.base]),
    tax: amountOf(row[names.tax]),
  }))

/** A row without amounts is what is left of one that an update took the tax from. */
const bearsTax = ({ tax, base }: TaxedAmount) => !(isZero(tax) && isZero(base))

const amountOf = (value: unknown) => (typeof value === 'string' ? decimalText(dec(value)) : '0')
const isZero = (text: string) => dec(text).isZero()
const same = (a: TaxedAmount, b: TaxedAmount) => dec(a.base).eq(dec(b.base)) && dec(a.tax).eq(dec(b.tax))
