import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../../../routes/index.ts'
import { queries, useMay } from '../../api/queries.ts'
import { CsvButton } from '../../kit/csv-button.tsx'
import { type Column, DataTable } from '../../kit/data-table.tsx'
import { sumsText } from '../../kit/format.ts'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { sentenceText } from '../../kit/record.ts'
import { SavedFilters } from '../../kit/saved-filters.tsx'
import { State } from '../../kit/state.tsx'
import { Toolbar, Views } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import { CareMany } from './care-many.tsx'
import css from './incidents.module.css'
import { classWord, ownerWord } from './words.ts'

type Incident = AnswerOf<'GET /api/incidents'>[number]

const heldOf = ({ money }: Incident): string => sumsText(money)

/** Nobody is reminded of it for now. */
const isAsleep = ({ snoozedUntil }: Incident): boolean => snoozedUntil !== null && Date.parse(snoozedUntil) > Date.now()

const columns = (): readonly Column<Incident>[] => [
  {
    id: 'cause',
    head: t.incidents.cause,
    cell: (incident) => (
      <span title={sentenceText(incident.question.message)}>
        {sentenceText(incident.question.message)}
        {isAsleep(incident) && <span className="quiet"> · {t.incidents.asleep}</span>}
      </span>
    ),
  },
  { id: 'class', head: t.incidents.kind, width: 124, cell: (incident) => classWord(incident) },
  {
    id: 'owner',
    head: t.incidents.owner,
    width: 132,
    cell: (incident) => incident.assignee ?? <span className="quiet">{ownerWord(incident)}</span>,
  },
  { id: 'runs', head: t.incidents.records, width: 80, numeric: true, cell: ({ runs }) => runs },
  {
    id: 'held',
    head: t.incidents.held,
    width: 118,
    numeric: true,
    cell: (incident) => heldOf(incident) || <span className="quiet">–</span>,
  },
  { id: 'first', head: t.incidents.since, width: 100, cell: ({ firstAt }) => <When at={firstAt} plain /> },
]

/** What stops orders until a person acts: one row a cause, however many orders it holds. */
export default function Incidents({ integration }: { integration: string }) {
  const [{ state, who }, set] = useUrlState(['state', 'who'])
  const shown = state === 'resolved' ? 'resolved' : 'open'
  const open = useQuery(queries.incidents({ integration, state: 'open' }))
  const me = useQuery(queries.me())
  const mine = me.data?.person?.email
  const list = useQuery(queries.incidents({ integration, state: shown }))
  const mayRun = useMay('operate')
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const fitting = (all: readonly Incident[]) =>
    all.filter((one) => (who === 'mine' ? one.assignee === mine : who !== 'awake' || !isAsleep(one)))
  const csv = (rows: readonly Incident[]) => [
    [t.incidents.cause, t.incidents.kind, t.incidents.owner, t.incidents.records, t.incidents.held, t.incidents.since],
    ...rows.map((one) => [
      one.question.message,
      classWord(one),
      one.assignee ?? ownerWord(one),
      String(one.runs),
      heldOf(one),
      one.firstAt,
    ]),
  ]
  return (
    <Page title={t.incidents.title} lead={t.incidents.lead}>
      <Toolbar
        end={
          <>
            <SavedFilters integration={integration} list="incidents" />
            {list.data && list.data.length > 0 && (
              <CsvButton name={`incidents-${integration}`} rows={() => csv(fitting(list.data))} />
            )}
          </>
        }
      >
        <Views
          label={t.incidents.state}
          value={shown}
          onChange={(value) => set({ state: value === 'open' ? '' : value })}
          options={[
            { value: 'open', label: t.incidents.open, count: open.data?.length },
            { value: 'resolved', label: t.incidents.resolved },
          ]}
        />
        <Views
          label={t.incidents.whose}
          value={who}
          onChange={(value) => set({ who: value })}
          options={[
            { value: '', label: t.records.all },
            ...(mine ? [{ value: 'mine', label: t.incidents.mine }] : []),
            { value: 'awake', label: t.incidents.awake },
          ]}
        />
      </Toolbar>
      <Loaded of={list} lines={8}>
        {(all) => {
          const rows = fitting(all)
          return rows.length === 0 ? (
            who !== '' ? (
              <Empty title={t.records.noneMatch}>
                <Button variant="default" size="xs" mt={8} onClick={() => set({ who: '' })}>
                  {t.actions.clearFilters}
                </Button>
              </Empty>
            ) : shown === 'open' ? (
              <Empty title={t.incidents.none} icon={<IconCircleCheck size={28} color="var(--green)" aria-hidden />}>
                {t.incidents.noneText}
              </Empty>
            ) : (
              <Empty title={t.incidents.noneResolved} />
            )
          ) : (
            <DataTable
              label={t.incidents.title}
              rows={rows}
              rowKey={({ id }) => id}
              href={({ id }) => routes.incident(integration, id)}
              columns={columns()}
              fill
              rowName={({ question }) => question.message}
              {...(mayRun && shown === 'open' ? { selected, onSelect: select } : {})}
              card={(incident) => (
                <>
                  <span className={css.cardText}>{sentenceText(incident.question.message)}</span>
                  <span className={css.cardFoot}>
                    <State state={incident.state} word={`${incident.runs}`} />
                    {incident.assignee ?? ownerWord(incident)}
                    <span>{heldOf(incident)}</span>
                    <When at={incident.firstAt} plain />
                  </span>
                </>
              )}
            />
          )
        }}
      </Loaded>
      <CareMany
        of={fitting(list.data ?? []).filter(({ id, state: its }) => its === 'open' && selected.has(id))}
        clear={() => select(new Set())}
      />
    </Page>
  )
}
