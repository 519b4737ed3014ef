import {
  booleanSetting,
  defineFlow,
  defineMapping,
  find,
  map,
  type Setting,
  set,
  skipUnless,
  stopUnless,
  textSetting,
} from '../../language/index.ts'
import { linkedAccount } from '../customers/linked-account.ts'
import { priceLevels } from '../prices/groups.ts'
import type { Process } from '../process.ts'

/** Groups of the shop that are given the prices of the customer's level; "0" is everybody, and no group. Of `account`. */
const ofLevel = 'mappedTo("price-level", orElse(account.PriceLevelKey, "")).filter(group, group != "0")'
const isHeld = '(settings.groupOnHold != "" && account.IsOnHold.orValue(false))'
/** Several groups may have the prices of one level, as those of visitors do: whoever is in one of them stays there. */
const isOfLevel = `(customer.id_default_group in ${ofLevel})`
const group = `(${isHeld} ? settings.groupOnHold : ${isOfLevel} ? customer.id_default_group : ${ofLevel}[0])`

/**
 * The price level of a customer in GP decides the default group of its account in the shop, and so what the shop asks. It
 * starts on the customers of the shop that are linked to one of GP; nobody else is touched. Whoever is on hold there may be
 * put into a group of his own, as one that cannot buy on account.
 */
const customerToGroup = defineFlow({
  id: 'customer-to-group',
  about:
    'The price level of a customer in GP decides the customer group, and so the prices, of its account in the shop.',
  on: 'prestashop.customer',
  schedule: { every: '30 minutes', missed: 'once' },
  bulk: {
    watch: ['gp.customer'],
    full: '24 hours',
    guards: [
      {
        id: 'many',
        counts: 'before.id_default_group != after.id_default_group',
        most: 20,
        because: 'The round would put many customers into another group.',
        hint: 'The first round may. See whether the price levels of these customers were changed on purpose, as by a roll down of a customer class, and whether the value map "price-level" is right.',
      },
      {
        id: 'edited',
        counts:
          '!settings.groupsOverEdits && before.id_default_group != written.id_default_group && after.id_default_group == written.id_default_group',
        most: 0,
        eachTime: true,
        because:
          'Customers that the hub had put into a group are in another one by now, and GP says what it said before.',
        hint: 'If the change in the shop is meant, give the customer the price level of that group in GP. Resolve the incident to have them put back.',
      },
    ],
  },
  steps: [
    ...linkedAccount,
    stopUnless(
      'The customer is in the group of those on hold, GP has no hold on it, and no group has its price level: the group that it was in before is not known.',
      `${isHeld} || size(${ofLevel}) > 0 || settings.groupOnHold == "" || customer.id_default_group != settings.groupOnHold`,
      'Give the customer its default group in the shop; or let the value map "price-level" name its price level for a group.',
    ),
    skipUnless(
      'Its price level is none that the value map "price-level" names for a group.',
      `${isHeld} || size(${ofLevel}) > 0`,
    ),
    stopUnless(
      'Several customer groups have the price level, so which of them is the customer’s is not known.',
      `${isHeld} || ${isOfLevel} || size(${ofLevel}) == 1`,
      'Give the customer one of them as its default group in the shop: there it stays. Or let the value map "price-level" name the level for one group; another that is taken out has no prices of the process group-prices any more.',
    ),
    find('groups', { ...{ entity: 'prestashop.group', most: 1 }, where: { id: group } }),
    stopUnless(
      'The shop has no customer group of this number.',
      'size(groups) == 1',
      'Correct the value map "price-level", or the setting groupOnHold: numbers of customer groups (Shop Parameters, Customer Settings, Groups).',
    ),
    map('grouped', 'customer-to-group'),
    set('grouped', 'prestashop.customer'),
  ],
})

const customerGroupFields = defineMapping({
  id: 'customer-to-group',
  about: 'Only the default group is set, which decides prices; of its other groups a customer stays a member.',
  from: { customer: 'prestashop.customer', account: 'gp.customer' },
  to: 'prestashop.customer',
  fields: { id: 'customer.id', id_default_group: group },
})

const customerGroupSettings: Readonly<Record<string, Setting>> = {
  groupOnHold: textSetting(
    'Number of the customer group for customers who are on hold in GP. Empty: the hold is no matter of the shop.',
    '',
  ),
  groupsOverEdits: booleanSetting(
    'A default group that somebody changed in the shop is set right again without a question.',
    false,
  ),
}

export const customerGroupsProcess: Process = {
  id: 'customer-groups',
  about: customerToGroup.about,
  flows: [customerToGroup],
  mappings: [customerGroupFields],
  settings: customerGroupSettings,
  valueMaps: [priceLevels],
}
