/** "CustomerPONumber" → "customer PO number"; "current_state" → "current state"; "id_customer" → "customer id". */
export function inWords(name: string): string {
  const words = name
    .replace(/_/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .trim()
    .split(/\s+/)
    .map((word) => (/^[A-Z]{2,}\d*$/.test(word) ? word : word.toLowerCase()))
    .join(' ')
  // PrestaShop writes id_customer.
  return words.replace(/^id (.+)$/, '$1 id')
}

/** Names that every flow has, and what they are. */
export const ownNames: Readonly<Record<string, string>> = {
  record: 'the key of the record',
  cutOver: 'the cut-over',
  flowSince: 'the beginning of this flow',
  ordersSince: 'the beginning of the flow of orders',
  madeSince: 'the beginnings of what flows make',
  requested: 'a person’s request',
  before: 'what stands there',
  after: 'what is to be written',
}

/** What is true or not by its own name: "is_guest" → "guest", "IsVoided" → "voided". Null: another name. */
export function adjectiveIn(name: string): string | null {
  const words = inWords(name)
  return words.startsWith('is ') ? words.slice('is '.length) : null
}

/** A text as a sentence shows it. One with quotation marks of its own cannot end them. */
export function quoted(text: string): string {
  if (text === '') return 'an empty text'
  if (text === '\n') return 'a line break'
  if (text === ' ') return 'a blank'
  return /[“”\n]/.test(text) ? JSON.stringify(text) : `“${text}”`
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[], last: 'and' | 'or'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`
}
