import { about, choice, defineEntity, readOnly, text } from '../../../domain/entity.ts'
import type { GpEntity } from '../gp-entity.ts'

/** A currency (MC40200), by its ISO code, which Web Services need filled. */
const currency = defineEntity({
  entity: 'gp.currency',
  about: 'A currency and how many decimals GP keeps of it.',
  key: 'Key',
  fields: {
    Key: about('ISO 4217 (ISOCURRC).', text(3)),
    Id: about("GP's own id, such as Z-US$.", readOnly(text(15))),
    Description: readOnly(text(30)),
    DecimalPlaces: readOnly(choice('Zero', 'One', 'Two', 'Three', 'Four', 'Five')),
  },
})

export const currencyEntity: GpEntity = {
  schema: currency,
  webServices: {
    type: 'Currency',
    shape: {},
    byKey: { operation: 'GetCurrencyByKey', key: (key) => ({ ISOCode: key }) },
    list: { operation: 'GetCurrencyList', item: 'Currency', by: 'ISOCode' },
  },
}
