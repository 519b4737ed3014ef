/**
 * A sentence of the hub in the reader's language: as the hub says it, and what stands in its place. `has`: what a text must
 * hold for the row to be tried.
 */
export type SentenceRow = readonly [
  as: RegExp | string,
  instead: string | ((...found: string[]) => string),
  has?: string,
]

/** What stands in a command is typed as it is, names of entities too. */
const names = /"ledgerline [^"]*"|--entity [\w.]+|\b(?:prestashop|gp|hub)\.[a-zA-Z]\w*/g

/**
 * A sentence of the hub as a reader understands it. Pure.
 *
 * @param rows put in one after the other
 * @param nameOf what people call an entity: "gp.salesOrder" → "sales order"
 */
export function sentenceIn(rows: readonly SentenceRow[], sentence: string, nameOf: (entity: string) => string): string {
  const named = sentence
    .replace(/^gp(?=: )/, 'GP')
    .replace(/^prestashop(?=: )/, 'PrestaShop')
    .replaceAll(names, (found) => (/^["-]/.test(found) ? found : nameOf(found)))
  const told = rows.reduce(
    (text, [as, instead, has]) =>
      has === undefined || (text.length <= longest && text.includes(has))
        ? text.replaceAll(as, instead as string)
        : text,
    named,
  )
  return told.charAt(0).toUpperCase() + told.slice(1)
}

/** What is longer was written by a remote system for the most part: no pattern is tried on it. */
const longest = 2000
/** A value in a sentence: anything but the end of the sentence, unless quotes hold that. */
const value = '((?:“[^”]*”|"(?:[^"\\\\]|\\\\.)*"|[^.?!“"]|[.?!](?! ))*?)'
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/**
 * A row for sentences with values in them. It is put in for whole sentences alone, so that no part of another is taken for one.
 *
 * @param as "Setting {} becomes {} (before: {})."
 * @param instead where each value goes: "Le réglage {1} devient {2} (avant : {3})."
 * @param words values that are words of the hub themselves: "nothing"
 */
export function template(as: string, instead: string, words: Readonly<Record<string, string>> = {}): SentenceRow {
  const end = /[.?!:]$/.test(as) ? '(?= |$)' : '(?<![.?!])$'
  const fixed = as.split('{}').toSorted((a, b) => b.length - a.length)[0]!
  const pattern = new RegExp(`(?<=^|[.?!:;] )${as.split('{}').map(escaped).join(value)}${end}`, 'g')
  const wordFor = (text: string) => (Object.hasOwn(words, text) ? words[text]! : text)
  return [pattern, (...found) => instead.replaceAll(/\{(\d)\}/g, (_, place) => wordFor(found[Number(place)]!)), fixed]
}
