/** A shop's order → "PrestaShop order"; a sales order of GP → "GP sales order"; a file → "hub file". */
export const entityName = (entity: string): string => Object.values(entityWords(entity)).join(' ')

const systems: Readonly<Record<string, string>> = { gp: 'GP', prestashop: 'PrestaShop' }

/** The parts of an entity's name, in words. */
export function entityWords(entity: string): { readonly system: string; readonly name: string } {
  const [system = '', name = ''] = entity.split('.')
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/_/g, ' ')
    .toLowerCase()
  return { system: systems[system] ?? system, name: words }
}
