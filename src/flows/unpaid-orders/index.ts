import {
  defineFlow,
  defineMapping,
  find,
  map,
  read,
  type Setting,
  textsSetting,
  writeOnce,
} from '../../language/index.ts'
import type { Process } from '../process.ts'

/** Every night a report lists the orders that are unpaid for seven days: "ledgerline reports". */
const unpaidOrders = defineFlow({
  id: 'unpaid-orders',
  about: 'Every night a report lists the orders that are unpaid for seven days.',
  on: 'hub.tick',
  schedule: { cron: '30 2 * * *', timezone: 'Europe/Paris', missed: 'once' },
  steps: [
    read('hub.tick', 'record', 'tick'),
    find('orders', {
      entity: 'prestashop.order',
      where: { current_state: 'settings.unpaidStates' },
      until: { date_add: 'tick.due - duration("168h")' },
      most: 200,
      tooMany: 'first',
      empty: 'skip',
      because: 'No order is unpaid for seven days.',
    }),
    map('report', 'unpaid-orders'),
    writeOnce('report', { to: 'hub.report', identity: ['title'], update: 'difference' }),
  ],
})

const unpaidOrderFields = defineMapping({
  id: 'unpaid-orders',
  about: 'One line an order, the newest 200 of them first.',
  from: { tick: 'hub.tick' },
  lists: { orders: 'prestashop.order' },
  to: 'hub.report',
  fields: {
    key: '"unpaid-orders " + tick.key',
    title: '"Orders that are unpaid for seven days"',
    text: 'joined(orders.map(order, order.reference + " " + text(order.total_paid) + " " + order.currency.iso_code), "\\n") + (size(orders) < 200 ? "" : "\\nThere may be more: these are the newest 200.")',
    count: 'size(orders)',
  },
})

const unpaidOrderSettings: Readonly<Record<string, Setting>> = {
  unpaidStates: textsSetting('Ids of the order states in which an order waits for its payment.', ['1', '10', '13']),
}

export const unpaidOrdersProcess: Process = {
  id: 'unpaid-orders',
  about: unpaidOrders.about,
  flows: [unpaidOrders],
  mappings: [unpaidOrderFields],
  settings: unpaidOrderSettings,
}
