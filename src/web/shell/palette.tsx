import { Spotlight, type SpotlightActionData } from '@mantine/spotlight'
import { IconArrowRight, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { routes } from '../routes.ts'
import { t } from '../words/index.ts'

/**
 * Enter takes the first of what is found. The library marks it before the list follows what was typed: what was pasted, or
 * typed fast, had nothing marked.
 */
function takeFirst({ key, nativeEvent, currentTarget }: KeyboardEvent<HTMLInputElement>): void {
  if (key !== 'Enter' || nativeEvent.isComposing) return
  const found = currentTarget.closest('[role=dialog]')
  if (!found?.querySelector('[data-selected]')) found?.querySelector<HTMLElement>('[data-action]')?.click()
}

/** Goes anywhere by keyboard: a page by its name, an order by its number. */
export default function Palette({ integration }: { integration: string | null }) {
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const to = (id: string, label: string, path: string): SpotlightActionData => ({
    id,
    label,
    onClick: () => go(path),
    leftSection: <IconArrowRight size={16} />,
  })
  const order = typed.trim()
  const actions: SpotlightActionData[] =
    integration === null
      ? []
      : [
          ...(/^\d{1,10}$/.test(order)
            ? [to('order', `${t.palette.order} ${order}`, routes.order(integration, order))]
            : []),
          to('home', t.home.title, routes.home(integration)),
          to('orders', t.orders.title, routes.orders(integration)),
          to('incidents', t.incidents.title, routes.incidents(integration)),
          to('approvals', t.approvals.title, routes.approvals(integration)),
          to('reconciliation', t.reconciliation.title, routes.reconciliation(integration)),
          to('value-maps', t.valueMaps.title, routes.valueMaps(integration)),
          to('flows', t.flows.title, routes.flows(integration)),
          to('say-rule', t.sayRule.title, routes.sayRule(integration)),
          to('settings', t.settings.title, routes.settings(integration)),
          to('set-up', t.setUp.title, routes.setUp(integration)),
          to('connect', t.connect.title, routes.connect()),
          to('people', t.people.title, routes.people()),
          to('alerts', t.alerts.title, routes.alerts()),
          to('audit', t.audit.title, routes.audit()),
          to('account', t.account.title, routes.account()),
          // Last: who types the name of a page and presses Enter wants that page.
          ...(order.length > 2
            ? [to('search', `${t.palette.search} “${order}”`, routes.orders(integration, { search: order }))]
            : []),
        ]
  return (
    <Spotlight
      actions={actions}
      query={typed}
      onQueryChange={setTyped}
      nothingFound={t.palette.nothing}
      highlightQuery
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t.palette.placeholder,
        'aria-label': t.palette.placeholder,
        onKeyDown: takeFirst,
      }}
      shortcut={null}
    />
  )
}
