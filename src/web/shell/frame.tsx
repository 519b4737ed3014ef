import { ActionIcon, Drawer, NavLink, Select } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import {
  IconArrowsShuffle,
  IconBell,
  IconChecklist,
  IconChevronsRight,
  IconHistory,
  IconHome,
  IconMenu2,
  IconPlayerPlay,
  IconRoute,
  IconScale,
  IconSearch,
  IconSettings,
  IconShoppingCart,
  IconSparkles,
  IconUrgent,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useLive } from '../api/live.ts'
import { type IntegrationSummary, queries } from '../api/queries.ts'
import { Failed } from '../kit/loaded.tsx'
import { routes } from '../routes.ts'
import { t } from '../words/index.ts'
import { AccountMenu } from './account-menu.tsx'
import { Announcer } from './announcer.tsx'
import { Boundary } from './boundary.tsx'
import css from './frame.module.css'
import { Mark } from './mark.tsx'
import { Pages } from './pages.tsx'

const AssistantPanel = lazy(() => import('../assistant/panel.tsx'))
const Palette = lazy(() => import('./palette.tsx'))

/** The frame of every page: navigation at the left, on a phone behind a button, the page beside it. */
export function Frame() {
  const integrations = useQuery(queries.integrations())
  const [location] = useLocation()
  const [opened, menu] = useDisclosure(false)
  const [asked, assistant] = useDisclosure(false)
  const [wasAsked, setWasAsked] = useState(false)
  const ask = () => {
    setWasAsked(true)
    menu.close()
    assistant.toggle()
  }
  const connection = useLive()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => menu.close(), [location])
  useHotkeys(
    [
      ['mod+K', () => spotlight.open()],
      ['mod+J', ask],
    ],
    [],
  )

  const known = integrations.data ?? []
  const named = /^\/i\/([^/?]+)/.exec(location)?.[1]
  const chosen =
    known.find(({ id }) => id === named) ?? known.find(({ id }) => id === localStorage.getItem(lastPlace)) ?? known[0]
  useEffect(() => {
    if (named) localStorage.setItem(lastPlace, named)
  }, [named])

  return (
    <div className={css.frame}>
      <a className={css.skip} href="#page">
        {t.nav.skip}
      </a>
      <aside className={css.side} data-no-print>
        <Navigation integrations={known} chosen={chosen} ask={ask} />
      </aside>
      <header className={css.top} data-no-print>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.nav.open} onClick={menu.open}>
          <IconMenu2 size={20} />
        </ActionIcon>
        <Mark size={22} />
        <span className={css.brand}>Ledgerline</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          ml="auto"
          aria-label={t.nav.search}
          onClick={() => spotlight.open()}
        >
          <IconSearch size={20} />
        </ActionIcon>
      </header>
      <Drawer
        opened={opened}
        onClose={menu.close}
        size={260}
        padding={0}
        title="Ledgerline"
        classNames={{ header: css.drawerHead, title: css.brand }}
      >
        <Navigation integrations={known} chosen={chosen} ask={ask} />
      </Drawer>
      <main className={css.main} id="page" data-beside={asked || undefined}>
        {connection.lost && (
          <div className={css.lost} role="status" data-no-print>
            {t.live.lost}
          </div>
        )}
        <Boundary at={location}>
          <Suspense fallback={null}>
            {integrations.isError && !integrations.data ? (
              <Failed error={integrations.error} retry={() => void integrations.refetch()} />
            ) : integrations.data === undefined ? null : (
              <Pages chosen={chosen} />
            )}
          </Suspense>
        </Boundary>
      </main>
      {wasAsked && chosen && (
        <Boundary at={location}>
          <Suspense fallback={null}>
            <AssistantPanel integration={chosen.id} opened={asked} close={assistant.close} />
          </Suspense>
        </Boundary>
      )}
      <Suspense fallback={null}>
        <Palette integration={chosen?.id ?? null} />
      </Suspense>
      <Announcer />
    </div>
  )
}

const lastPlace = 'ledgerline.integration'

function Navigation({
  integrations,
  chosen,
  ask,
}: {
  integrations: readonly IntegrationSummary[]
  chosen: IntegrationSummary | undefined
  ask: () => void
}) {
  const [, go] = useLocation()
  const id = chosen?.id ?? ''
  const incidents = useQuery({
    ...queries.incidents({ integration: id, state: 'open' }),
    enabled: chosen !== undefined,
  })
  const proposals = useQuery({
    ...queries.proposals({ integration: id, state: 'pending' }),
    enabled: chosen !== undefined,
  })
  return (
    <nav className={css.nav} aria-label={t.nav.label}>
      <div className={css.head}>
        <Mark size={24} />
        <span className={css.brand}>Ledgerline</span>
      </div>
      {integrations.length > 1 && (
        <Select
          aria-label={t.nav.integration}
          size="xs"
          data={integrations.map(({ id: value, name }) => ({ value, label: name }))}
          value={id}
          allowDeselect={false}
          onChange={(value) => value && go(routes.home(value))}
          mx={8}
          mb={8}
        />
      )}
      {chosen && (
        <p className={css.company}>
          {integrations.length > 1 ? '' : `${chosen.name} · `}
          {chosen.confirmed ? chosen.confirmed.company : t.nav.noCompany}
          {chosen.confirmed && (
            <span data-kind={chosen.confirmed.kind}>{chosen.confirmed.kind === 'test' ? t.nav.test : t.nav.live}</span>
          )}
        </p>
      )}
      <button type="button" className={css.search} onClick={() => spotlight.open()}>
        <IconSearch size={15} aria-hidden />
        <span>{t.nav.search}</span>
        <kbd>{/Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'} K</kbd>
      </button>
      {chosen && (
        <button type="button" className={css.search} onClick={ask}>
          <IconSparkles size={15} aria-hidden />
          <span>{t.assistant.ask}</span>
          <kbd>{/Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'} J</kbd>
        </button>
      )}
      {chosen && (
        <div className={css.links}>
          <Item href={routes.home(id)} icon={<IconHome size={17} />} label={t.home.title} exact />
          <Item href={routes.orders(id)} icon={<IconShoppingCart size={17} />} label={t.orders.title} />
          <Item
            href={routes.incidents(id)}
            icon={<IconUrgent size={17} />}
            label={t.incidents.title}
            count={incidents.data?.length}
          />
          <Item
            href={routes.approvals(id)}
            icon={<IconChecklist size={17} />}
            label={t.approvals.title}
            count={proposals.data?.length}
          />
          <Item href={routes.reconciliation(id)} icon={<IconScale size={17} />} label={t.reconciliation.title} />
          <p className={css.group}>{t.nav.rules}</p>
          <Item href={routes.valueMaps(id)} icon={<IconArrowsShuffle size={17} />} label={t.valueMaps.title} />
          <Item href={routes.flows(id)} icon={<IconRoute size={17} />} label={t.flows.title} />
          <Item href={routes.settings(id)} icon={<IconSettings size={17} />} label={t.settings.title} />
          <p className={css.group}>{t.nav.hub}</p>
          <Item href={routes.setUp(id)} icon={<IconChevronsRight size={17} />} label={t.setUp.title} />
          <Item href={routes.people()} icon={<IconUsers size={17} />} label={t.people.title} />
          <Item href={routes.alerts()} icon={<IconBell size={17} />} label={t.alerts.title} />
          <Item href={routes.audit()} icon={<IconHistory size={17} />} label={t.audit.title} />
          {chosen.id === 'demo' && (
            <Item href={routes.welcome()} icon={<IconPlayerPlay size={17} />} label={t.welcome.nav} />
          )}
        </div>
      )}
      <AccountMenu />
    </nav>
  )
}

function Item({
  href,
  icon,
  label,
  count,
  exact = false,
}: {
  href: string
  icon: ReactNode
  label: string
  count?: number | undefined
  exact?: boolean
}) {
  const [location] = useLocation()
  const active = exact ? location === href : location === href || location.startsWith(`${href}/`)
  return (
    <NavLink
      component={Link}
      href={href}
      label={label}
      leftSection={icon}
      active={active}
      aria-current={active ? 'page' : undefined}
      rightSection={count ? <span className={css.count}>{count}</span> : null}
      classNames={{ root: css.item }}
    />
  )
}
