/** Lower case without accents: what two spellings of one word share. `ß` is `ss`, `ø` is `o`, `ł` is `l`. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  // Most keys and many labels have no accents: they are folded already, and this is asked for every cell of long lists.
  if (plain.test(lower)) return lower
  return lower
    .replace(/[ßøłđæœ]/g, (letter) => letters[letter]!)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
}
const plain = /^[ -~]*$/
const letters: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe' }

/** `ue` is another spelling of `ü` in many ledgers: GOETTINGEN is Göttingen, once both are brought to one form. */
export const withoutUmlautSpelling = (folded: string): string => folded.replace(/([aou])e/g, '$1')

/** A number with its unit in base units: 2 l and 2000 ml are the same amount. `kind` is null for a bare number. */
export interface Quantity {
  readonly value: number
  readonly kind: string | null
  readonly base: number
}

/** Units that a label writes after a number, as their dimension and factor to its base unit. */
const units: Readonly<Record<string, readonly [string, number]>> = {
  ul: ['volume', 0.001],
  ml: ['volume', 1],
  cl: ['volume', 10],
  dl: ['volume', 100],
  l: ['volume', 1000],
  lt: ['volume', 1000],
  ltr: ['volume', 1000],
  liter: ['volume', 1000],
  litre: ['volume', 1000],
  litres: ['volume', 1000],
  litro: ['volume', 1000],
  litros: ['volume', 1000],
  mg: ['mass', 0.001],
  g: ['mass', 1],
  gr: ['mass', 1],
  kg: ['mass', 1000],
  kgs: ['mass', 1000],
  kilo: ['mass', 1000],
  oz: ['mass-oz', 1],
  lb: ['mass-lb', 1],
  lbs: ['mass-lb', 1],
  mm: ['length', 1],
  cm: ['length', 10],
  m: ['length', 1000],
  mtr: ['length', 1000],
  in: ['length-inch', 1],
  inch: ['length-inch', 1],
  ft: ['length-foot', 1],
  v: ['voltage', 1],
  volt: ['voltage', 1],
  w: ['power', 1],
  watt: ['power', 1],
  kw: ['power', 1000],
  a: ['current', 1],
  ah: ['charge', 1],
  mah: ['charge', 0.001],
  gph: ['flow', 1],
  gb: ['memory', 1],
  tb: ['memory', 1000],
  '%': ['percent', 1],
  pct: ['percent', 1],
}

/** One piece of a text: a word, or a number with its unit. */
export interface Piece {
  readonly text: string
  readonly quantity: Quantity | null
}

const pattern = /(\d+(?:[.,]\d+)*)\s*(%|[a-zµ]{1,6}(?![a-z]))?|[\p{L}]+/gu

/**
 * A number, code or address without the signs between its parts: "TEA 15" is "TEA-15". Between two digits a sign stays, as
 * "-": TEA-1-5 is not TEA-15, and 10.05 not 1005.
 */
export const withoutSigns = (text: string): string =>
  text.replace(/[^\p{L}\p{N}@]+/gu, (_, at: number) =>
    /\p{N}$/u.test(text.slice(0, at)) && /^[^\p{L}\p{N}@]+\p{N}/u.test(text.slice(at)) ? '-' : '',
  )

/**
 * The words and numbers of a text, in order. `SS316` is a word and a number, `2,5 kg` and `2.5KG` are one quantity,
 * `SmPkt` is two words. Letters alone are folded.
 */
export function pieces(text: string): Piece[] {
  const spaced = text.replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2').replace(/µ/g, 'u')
  const found: Piece[] = []
  for (const [all, digits, unit] of fold(spaced).replace(/['’`]/g, '').matchAll(pattern)) {
    if (digits === undefined) {
      found.push({ text: all, quantity: null })
      continue
    }
    const value = Number(digits.replace(/,/g, '.').replace(/\.(?=.*\.)/g, ''))
    const known = unit === undefined ? undefined : units[unit]
    found.push({ text: String(value), quantity: { value, kind: known?.[0] ?? null, base: value * (known?.[1] ?? 1) } })
    if (unit !== undefined && known === undefined) found.push({ text: unit, quantity: null })
  }
  return found
}

/** Do two numbers mean the same amount? Without a unit on one side the bare numbers decide. */
export const sameQuantity = (a: Quantity, b: Quantity): boolean =>
  a.kind !== null && b.kind !== null && a.kind === b.kind ? Math.abs(a.base - b.base) < 1e-9 : a.value === b.value

/** Words that say nothing about which of two rows is meant. */
export const fillers: ReadonlySet<string> = new Set(
  'a an and at by de der des die das dem den del della di do da dos du e el en et for from fur het i il im in into la las le les los mit nach of on op or para per por pour su sur te ter the to tot un una und une uno van voor vom von y zu zum zur with avec con incl inc ltd llc gmbh ag kg sarl sas sa sl srl spa bv nv pty plc co company cie ohg ug mbh'.split(
    ' ',
  ),
)
