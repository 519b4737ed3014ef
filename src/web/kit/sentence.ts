/** What stands in a command is typed as it is, names of entities too. */
const names = /"ledgerline [^"]*"|\b(?:prestashop|gp|hub)\.[a-zA-Z]\w*/g

/**
 * A sentence of the hub as a reader understands it. Pure.
 *
 * @param rows [as the hub says it, in the reader's language], put in one after the other
 * @param nameOf what people call an entity: "gp.salesOrder" → "sales order"
 */
export function sentenceIn(
  rows: readonly (readonly [RegExp | string, string])[],
  sentence: string,
  nameOf: (entity: string) => string,
): string {
  const named = sentence.replaceAll(names, (found) => (found.startsWith('"') ? found : nameOf(found)))
  const told = rows.reduce((text, [as, instead]) => text.replaceAll(as, instead), named)
  return told.charAt(0).toUpperCase() + told.slice(1)
}
