import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { actorText } from '../../../domain/person.ts'
import type { Proposal } from '../../../domain/proposal.ts'
import { queries } from '../../api/queries.ts'
import { type Column, DataTable } from '../../kit/data-table.tsx'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { State } from '../../kit/state.tsx'
import { Toolbar, Views } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './approvals.module.css'
import { RiskMark } from './risk.tsx'

const columns = (): readonly Column<Proposal>[] => [
  { id: 'title', head: t.approvals.what, cell: ({ title }) => <span title={title}>{title}</span> },
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
  return (
    <Page title={t.approvals.title} lead={t.approvals.lead}>
      <Toolbar>
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
              card={({ title, risk, state, at }) => (
                <>
                  <span className={css.cardTitle}>{title}</span>
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
    </Page>
  )
}
