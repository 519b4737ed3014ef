import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Outcome, queries, useMay } from '../../api/queries.ts'
import { downloadCsv } from '../../kit/csv.ts'
import { type Column, DataTable } from '../../kit/data-table.tsx'
import { countText } from '../../kit/format.ts'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { State, stateWord } from '../../kit/state.tsx'
import { SelectionBar, Toolbar, Views } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './orders.module.css'
import { ReplayMany } from './replay-many.tsx'

const states = ['stopped', 'waiting', 'running', 'done', 'skipped'] as const

const columns = (): readonly Column<Outcome>[] => [
  { id: 'order', head: t.orders.order, width: 110, cell: ({ order }) => order },
  { id: 'state', head: t.orders.state, width: 130, cell: ({ state }) => <State state={state} /> },
  {
    id: 'reason',
    head: t.orders.what,
    cell: ({ reason }) => <span title={reason ?? undefined}>{reason ?? t.orders.underWay}</span>,
  },
  {
    id: 'document',
    head: t.orders.document,
    width: 170,
    cell: ({ salesOrder }) =>
      salesOrder ? <span className="mono">{salesOrder}</span> : <span className="quiet">–</span>,
  },
  { id: 'at', head: t.orders.at, width: 120, cell: ({ at }) => <When at={at} plain /> },
]

/** Every order that the hub has carried, or tried to, in the last weeks: its state on both sides. */
export default function Orders({ integration }: { integration: string }) {
  const [{ state, search }, set] = useUrlState(['state', 'search'])
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const [replaying, replay] = useState(false)
  const mayRun = useMay('operate')
  const asked = states.find((one) => one === state)
  const outcomes = useQuery(queries.outcomes(integration, { ...(asked ? { state: asked } : {}), limit: 500 }))
  const wanted = search.trim().toLowerCase()
  const matching = (rows: readonly Outcome[]) =>
    wanted === ''
      ? rows
      : rows.filter(
          ({ order, salesOrder, reason }) =>
            order === wanted ||
            [salesOrder, reason].some((text) => text?.toLowerCase().includes(wanted)) ||
            order.startsWith(wanted),
        )
  const csv = (rows: readonly Outcome[]) =>
    downloadCsv(`orders-${integration}.csv`, [
      [t.orders.order, t.orders.state, t.orders.what, t.orders.document, t.orders.at],
      ...rows.map(({ order, state: its, reason, salesOrder, at }) => [
        order,
        stateWord(its),
        reason ?? '',
        salesOrder ?? '',
        at,
      ]),
    ])
  return (
    <Page title={t.orders.title} lead={t.orders.lead}>
      <Toolbar
        end={
          outcomes.data && (
            <>
              <span className="number">{countText(matching(outcomes.data).length)}</span>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconDownload size={14} />}
                onClick={() => csv(matching(outcomes.data))}
              >
                CSV
              </Button>
            </>
          )
        }
      >
        <TextInput
          aria-label={t.orders.search}
          placeholder={t.orders.search}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => set({ search: event.currentTarget.value })}
          className={css.search}
        />
        <Views
          label={t.orders.state}
          value={state}
          onChange={(value) => {
            select(new Set())
            set({ state: value })
          }}
          options={[{ value: '', label: t.orders.all }, ...states.map((value) => ({ value, label: stateWord(value) }))]}
        />
      </Toolbar>
      <Loaded of={outcomes} lines={10}>
        {(rows) => {
          const shown = matching(rows)
          if (shown.length === 0)
            return state || search ? (
              <Empty title={t.orders.noneMatch}>
                <Button variant="default" size="xs" mt={8} onClick={() => set({ state: '', search: '' })}>
                  {t.actions.clearFilters}
                </Button>
              </Empty>
            ) : (
              <Empty title={t.orders.none}>{t.orders.noneText}</Empty>
            )
          return (
            <DataTable
              label={t.orders.title}
              rows={shown}
              rowKey={({ order }) => order}
              href={({ order }) => routes.order(integration, order)}
              columns={columns()}
              fill
              {...(mayRun ? { selected, onSelect: select } : {})}
              card={({ order, state: its, reason, at }) => (
                <>
                  <span className={css.cardHead}>
                    <strong>{order}</strong> <State state={its} />
                    <span className="quiet">
                      <When at={at} plain />
                    </span>
                  </span>
                  <span className={css.cardText}>{reason ?? t.orders.underWay}</span>
                </>
              )}
            />
          )
        }}
      </Loaded>
      {selected.size > 0 && (
        <SelectionBar says={plural(selected.size, t.orders.selectedOne, t.orders.selectedMany)}>
          <Button size="xs" leftSection={<IconPlayerPlay size={14} />} onClick={() => replay(true)}>
            {t.orders.replay}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => select(new Set())}>
            {t.actions.clear}
          </Button>
        </SelectionBar>
      )}
      <ReplayMany
        integration={integration}
        orders={[...selected]}
        opened={replaying}
        close={(done) => {
          replay(false)
          if (done) select(new Set())
        }}
      />
    </Page>
  )
}
