import { Button } from '@mantine/core'
import { IconChecklist, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { actorText, mayAct } from '../../../domain/person.ts'
import type { Proposal } from '../../../domain/proposal.ts'
import { addressOf } from '../../../routes/request.ts'
import { queries } from '../../api/queries.ts'
import { CsvButton } from '../../kit/csv-button.tsx'
import { type Column, DataTable } from '../../kit/data-table.tsx'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { sentenceText } from '../../kit/record.ts'
import { SavedFilters } from '../../kit/saved-filters.tsx'
import { State } from '../../kit/state.tsx'
import { SelectionBar, Toolbar, Views } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './approvals.module.css'
import { DecideMany } from './decide-many.tsx'
import { RiskMark } from './risk.tsx'

/** One confirmation is enough for several of low risk alone; whatever else is decided on its own page. */
const isForMany = ({ state, risk }: Proposal): boolean => state === 'pending' && risk.level === 'low'

const columns = (): readonly Column<Proposal>[] => [
  {
    id: 'title',
    head: t.approvals.what,
    cell: ({ title }) => <span title={sentenceText(title)}>{sentenceText(title)}</span>,
  },
  { id: 'risk', head: t.approvals.risk, width: 110, cell: ({ risk }) => <RiskMark risk={risk} /> },
  { id: 'by', head: t.approvals.by, width: 190, cell: ({ proposedBy }) => actorText(proposedBy) },
  { id: 'state', head: t.approvals.state, width: 140, cell: ({ state }) => <State state={state} /> },
  { id: 'at', head: t.approvals.at, width: 110, cell: ({ at }) => <When at={at} plain /> },
]

/** What waits for a person's decision, and what was decided. */
export default function Approvals({ integration }: { integration: string }) {
  const [{ view }, set] = useUrlState(['view'])
  const all = view === 'all'
  const pending = useQuery(queries.proposals({ integration, state: 'pending' }))
  const list = useQuery(queries.proposals(all ? { integration } : { integration, state: 'pending' }))
  const me = useQuery(queries.me())
  const person = me.data?.person ?? null
  const mayDecide = person !== null && mayAct(person.role, 'approver')
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const [deciding, decide] = useState<readonly string[] | null>(null)
  // Somebody else may have decided on one of them meanwhile.
  const chosen = (list.data ?? []).filter((one) => isForMany(one) && selected.has(one.id)).map(({ id }) => id)
  const csv = addressOf('GET /api/proposals.csv', {
    query: all ? { integration } : { integration, state: 'pending' },
  }).path
  return (
    <Page title={t.approvals.title} lead={t.approvals.lead}>
      <Toolbar
        end={
          <>
            <SavedFilters integration={integration} list="approvals" />
            <CsvButton href={csv} />
          </>
        }
      >
        <Views
          label={t.approvals.state}
          value={all ? 'all' : ''}
          onChange={(value) => set({ view: value })}
          options={[
            { value: '', label: t.approvals.waiting, count: pending.data?.length },
            { value: 'all', label: t.approvals.history },
          ]}
        />
      </Toolbar>
      <Loaded of={list} lines={8}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={all ? t.approvals.never : t.approvals.none}
              icon={<IconCircleCheck size={28} color="var(--green)" aria-hidden />}
            >
              {t.approvals.noneText}
            </Empty>
          ) : (
            <DataTable
              label={t.approvals.title}
              rows={rows}
              rowKey={({ id }) => id}
              href={({ id }) => routes.approval(integration, id)}
              columns={columns()}
              fill
              rowName={({ title }) => sentenceText(title)}
              {...(mayDecide ? { selected, onSelect: select, selectable: isForMany } : {})}
              card={({ title, risk, state, at }) => (
                <>
                  <span className={css.cardTitle}>{sentenceText(title)}</span>
                  <span className={css.cardFoot}>
                    <State state={state} />
                    <RiskMark risk={risk} />
                    <When at={at} plain />
                  </span>
                </>
              )}
            />
          )
        }
      </Loaded>
      {chosen.length > 0 && (
        <SelectionBar says={plural(chosen.length, t.approvals.selectedOne, t.approvals.selectedMany)}>
          <Button size="xs" leftSection={<IconChecklist size={14} />} onClick={() => decide(chosen)}>
            {t.approvals.decide}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => select(new Set())}>
            {t.actions.clear}
          </Button>
        </SelectionBar>
      )}
      <DecideMany
        ids={deciding ?? []}
        opened={deciding !== null}
        close={(done) => {
          decide(null)
          if (done) select(new Set())
        }}
      />
    </Page>
  )
}
