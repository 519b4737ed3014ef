import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useRules } from '../../api/definition.ts'
import { type IntegrationSummary, queries, useMay } from '../../api/queries.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { Check } from './check.tsx'
import { Company } from './company.tsx'
import { CutOver } from './cut-over.tsx'
import { GoLive } from './go-live.tsx'
import { LastOrders } from './last-orders.tsx'
import css from './set-up.module.css'
import { ShopModule } from './shop-module.tsx'
import { Step } from './step.tsx'

/** What a connection to live systems takes, step by step. Each step says itself whether it is done; one leaves and returns anywhere. */
export default function SetUp({ integration }: { integration: string }) {
  const integrations = useQuery(queries.integrations())
  const mayConfigure = useMay('admin')
  return (
    <Page
      title={t.setUp.title}
      lead={t.setUp.lead}
      actions={
        mayConfigure && (
          <Button component={Link} href={routes.connect()} variant="default" leftSection={<IconPlus size={16} />}>
            {t.connect.another}
          </Button>
        )
      }
      narrow
    >
      <Loaded of={integrations} lines={8}>
        {(all) => {
          const one = all.find(({ id }) => id === integration)
          return one ? <Steps one={one} /> : null
        }}
      </Loaded>
    </Page>
  )
}

/** What is left to be done, by step. Null: it is not known yet. */
function useProgress({ id, confirmed }: IntegrationSummary) {
  const check = useQuery(queries.check(id))
  const module = useQuery(queries.shopModule(id))
  const rules = useRules(id)
  const openSettings = Object.values(rules.data?.settings ?? {}).filter(({ value }) => value === null).length
  const incidents = useQuery(queries.incidents({ integration: id, state: 'open' }))
  // Values that the maps leave open, and those that an order waits for although no map has them.
  const undecided = (rules.data?.valueMaps ?? []).flatMap((map) =>
    map.entries.filter(({ to }) => to === null).map(({ from }) => `${map.id} ${from}`),
  )
  const waitedFor = (incidents.data ?? []).flatMap(({ question }) =>
    (question.missing ?? []).flatMap((one) => (one.what === 'value' ? [`${one.valueMap} ${one.from}`] : [])),
  )
  const openValues = new Set([...undecided, ...waitedFor]).size
  return {
    openSettings,
    openValues,
    done: {
      connections: check.data?.every(({ level }) => level !== 'error') ?? false,
      company: confirmed !== null,
      settings: rules.data !== undefined && openSettings === 0,
      values: rules.data !== undefined && incidents.data !== undefined && openValues === 0,
      module: module.data?.paired ?? false,
    },
  }
}

function Steps({ one }: { one: IntegrationSummary }) {
  const { done, openSettings, openValues } = useProgress(one)
  const left = [
    ...(done.connections ? [] : [t.setUp.connections]),
    ...(done.company ? [] : [t.setUp.company]),
    ...(done.settings ? [] : [t.setUp.settings]),
    ...(done.values ? [] : [t.valueMaps.title]),
    ...(done.module ? [] : [t.setUp.module]),
  ]
  return (
    <ol className={css.steps}>
      <Systems integration={one.id} />
      <Check integration={one.id} done={done.connections} />
      <Company one={one} />
      <Step title={t.setUp.settings} done={done.settings}>
        <p>
          {openSettings > 0
            ? plural(openSettings, t.setUp.settingOne, t.setUp.settingMany)
            : done.settings && t.setUp.settingsDone}
        </p>
        <Button component={Link} href={routes.settings(one.id)} variant="default" size="xs">
          {t.settings.title}
        </Button>
      </Step>
      <Step title={t.valueMaps.title} done={done.values}>
        <p>
          {openValues > 0
            ? plural(openValues, t.valueMaps.openOne, t.valueMaps.openMany)
            : done.values && t.setUp.valuesDone}
        </p>
        <Button component={Link} href={routes.valueMaps(one.id)} variant="default" size="xs">
          {t.valueMaps.title}
        </Button>
      </Step>
      <CutOver one={one} />
      <LastOrders integration={one.id} />
      <ShopModule integration={one.id} />
      <GoLive one={one} left={left} />
    </ol>
  )
}

/** Where both systems are, and the way to change that. */
function Systems({ integration }: { integration: string }) {
  const connections = useQuery(queries.connections(integration))
  const mayConfigure = useMay('admin')
  return (
    <Step title={t.setUp.systems} done={connections.data !== undefined}>
      <Loaded of={connections} lines={2}>
        {({ connections: { prestashop, gp } }) => (
          <dl className={css.systems}>
            <dt>PrestaShop</dt>
            <dd className="mono">{addressOf(prestashop)}</dd>
            <dt>Dynamics GP</dt>
            <dd className="mono">{addressOf(gp)}</dd>
          </dl>
        )}
      </Loaded>
      {mayConfigure && (
        <Button component={Link} href={routes.reconnect(integration)} variant="default" size="xs">
          {t.connect.change}
        </Button>
      )}
    </Step>
  )
}

const addressOf = (connection: unknown): string => {
  const url = (connection as { readonly url?: unknown } | null)?.url
  return typeof url === 'string' ? url : '–'
}
