import { InvalidInput } from '../../domain/errors.ts'
import type { ListQuery, Webservice } from './webservice.ts'
import type { WireRow } from './xml.ts'

/**
 * The rows whose field is one of these values. Values that hold signs of a filter are asked for one by one, and of many values
 * some at a time, so that the address stays one that a web server takes.
 * @throws InvalidInput as `filterOf`
 */
export async function rowsWith(
  webservice: Pick<Webservice, 'list'>,
  resource: string,
  field: string,
  values: readonly string[],
  query: Omit<ListQuery, 'filter'> & { readonly filter?: ListQuery['filter'] } = {},
): Promise<WireRow[]> {
  const [alone, together] = [values.filter(holdsSigns), values.filter((value) => !holdsSigns(value))]
  const filters = [...inParts(together), ...alone.map((value) => [value])]
  const found: WireRow[] = []
  for (const some of filters) {
    const { rows } = await webservice.list(resource, {
      ...query,
      filter: { ...query.filter, [field]: listFilter(field, some) },
    })
    found.push(...rows)
  }
  return found
}

/** Apache takes a request line of 8,190 bytes by default; the rest of the address needs some of it. */
const mostListedBytes = 6_000

/** Values of a filter, in parts of which each fits an address. */
export function inParts(values: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  let bytes = mostListedBytes
  for (const value of values) {
    // Between two of them stands %7C.
    const its = encodeURIComponent(value).length + 3
    if (bytes + its > mostListedBytes) {
      parts.push([])
      bytes = 0
    }
    parts.at(-1)!.push(value)
    bytes += its
  }
  return parts
}

/** Signs that make a list or a range of it. */
const holdsSigns = (value: string) => /\||^[\d.: -]+,[\d.: -]+$/.test(value)

/** The shop drops a filter whose value holds them, and answers with everything. */
export const isUnsearchable = (value: string) => /[[\]]/.test(value)

/**
 * Filters for values that fields are equal to, as the shop takes them: `[v]`, or `v` where brackets would make a range of "10,5"
 * or a list of "A|B".
 * @throws InvalidInput on brackets in a value: the shop drops such a filter, and answers with everything; and on any such sign
 * in a number, since its database takes "1|2" for 1
 */
export function filterOf(where: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(where).map(([field, value]) => {
      withoutBrackets(field, value)
      if (!holdsSigns(value)) return [field, `[${value}]`]
      if (/(^|_)id(_|$)/.test(field)) throw notSearched(field, value, 'it is no number')
      return [field, value]
    }),
  )
}

/** `[v|w]`. @throws InvalidInput where a value holds signs of the list itself: it has to be asked for alone */
export function listFilter(field: string, values: readonly string[]): string {
  const [only] = values
  if (values.length === 1) return filterOf({ [field]: only! })[field]!
  for (const value of values) {
    withoutBrackets(field, value)
    if (value.includes('|')) throw notSearched(field, value, 'several are asked for together')
  }
  return `[${values.join('|')}]`
}

function withoutBrackets(field: string, value: string): void {
  if (isUnsearchable(value)) throw notSearched(field, value, 'the shop takes [ and ] for signs of its filters')
}

const notSearched = (field: string, value: string, because: string) =>
  new InvalidInput(
    'The search',
    [{ at: field, reason: `"${value}" cannot be asked for, since ${because}` }],
    'Give the record another number or name without these signs, where it comes from: in the shop, or in GP.',
  )
