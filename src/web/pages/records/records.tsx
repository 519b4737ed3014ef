import { Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlayerPlay, IconSearch, IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { addressOf } from '../../../routes/request.ts'
import { call } from '../../api/client.ts'
import { useRules } from '../../api/definition.ts'
import { type ListedRecord, queries, type RecordFilter, useMay } from '../../api/queries.ts'
import { CsvButton } from '../../kit/csv-button.tsx'
import { type Column, DataTable } from '../../kit/data-table.tsx'
import { countText, moneyText } from '../../kit/format.ts'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { OneByOne } from '../../kit/one-by-one.tsx'
import { Page } from '../../kit/page.tsx'
import { kindsText, sentenceText } from '../../kit/record.ts'
import { SavedFilters } from '../../kit/saved-filters.tsx'
import { State, stateWord } from '../../kit/state.tsx'
import { SelectionBar, Toolbar, Views } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './records.module.css'

const states = ['stopped', 'waiting', 'running', 'done', 'skipped'] as const
/** A list that is read no further than this is read again when something moves; a longer one when its reader says so. */
const fewPages = 2
const typingMs = 250

/** Every record of one kind that flows have carried, or tried to: its state on both sides. Read a page at a time as one scrolls. */
export default function Records({ integration, entity }: { integration: string; entity: string }) {
  const [{ state, search, customer, sort }, set] = useUrlState(['state', 'search', 'customer', 'sort'])
  const [selected, select] = useState<ReadonlySet<string>>(new Set())
  const [replaying, replay] = useState(false)
  const mayRun = useMay('operate')
  const [wanted] = useDebouncedValue(search.trim(), typingMs)
  const asked = states.find((one) => one === state)
  const order = sort === 'oldest' ? 'oldest' : 'newest'
  const filter: RecordFilter = {
    entity,
    ...(asked ? { state: asked } : {}),
    ...(wanted ? { search: wanted } : {}),
    ...(customer ? { owner: customer } : {}),
  }
  const pages = useInfiniteQuery(queries.recordPages(integration, { ...filter, order }))
  const total = useQuery(queries.recordCount(integration, filter))
  const read = pages.data?.pages.length ?? 0
  const old = pages.isStale && !pages.isFetching && pages.data !== undefined && !pages.isError
  useEffect(() => {
    if (old && read <= fewPages) void pages.refetch()
  }, [old, read, pages.refetch])

  const narrowed = state !== '' || search !== '' || customer !== ''
  const clear = () => set({ state: '', search: '', customer: '' })
  const choose = (changes: Parameters<typeof set>[0]) => {
    select(new Set())
    set(changes)
  }
  const csv = addressOf('GET /api/integrations/:integration/records.csv', {
    params: { integration },
    query: { ...filter },
  }).path
  const columns = columnsOf(order, () => set({ sort: order === 'newest' ? 'oldest' : '' }))
  return (
    <Page title={kindsText(entity)} lead={t.records.lead}>
      <Toolbar
        end={
          <>
            {total.data !== undefined && (
              <span className="number">{`${countText(total.data)} ${total.data === 1 ? t.records.recordOne : t.records.recordMany}`}</span>
            )}
            <SavedFilters integration={integration} list={entity} />
            <CsvButton href={csv} />
          </>
        }
      >
        <Kinds integration={integration} entity={entity} />
        <TextInput
          aria-label={t.records.search}
          placeholder={t.records.searchShort}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => choose({ search: event.currentTarget.value })}
          className={css.search}
        />
        <Views
          label={t.records.state}
          value={state}
          onChange={(value) => choose({ state: value })}
          options={[
            { value: '', label: t.records.all },
            ...states.map((value) => ({ value, label: stateWord(value) })),
          ]}
        />
        {customer && (
          <Button
            size="xs"
            variant="light"
            rightSection={<IconX size={13} aria-hidden />}
            onClick={() => choose({ customer: '' })}
            aria-label={`${t.records.customer} ${customer}${t.colon}${t.actions.clear}`}
          >
            {t.records.customer} {customer}
          </Button>
        )}
      </Toolbar>
      {old && read > fewPages && (
        <p className={css.moved} role="status">
          {t.records.moved}{' '}
          <Button size="compact-xs" variant="default" onClick={() => void pages.refetch()}>
            {t.records.readAgain}
          </Button>
        </p>
      )}
      <Loaded of={pages} lines={10}>
        {(data) => {
          const rows = data.pages.flatMap(({ records }) => records)
          if (rows.length === 0)
            return narrowed ? (
              <Empty title={t.records.noneMatch}>
                {search !== '' && <p>{t.records.searchText}</p>}
                <Button variant="default" size="xs" mt={8} onClick={clear}>
                  {t.actions.clearFilters}
                </Button>
              </Empty>
            ) : (
              <Empty title={t.records.none}>
                {entity === 'prestashop.order' ? t.records.noneText : t.records.noneOfKind}
              </Empty>
            )
          return (
            <DataTable
              label={kindsText(entity)}
              rows={rows}
              rowKey={({ record }) => record.key}
              href={({ record }) => routes.record(integration, record)}
              columns={columns}
              total={total.data}
              onEnd={() => {
                if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage()
              }}
              of={JSON.stringify([order, filter])}
              fill
              {...(mayRun ? { selected, onSelect: select } : {})}
              card={({ record, facts, state: its, reason, updatedAt }) => (
                <>
                  <span className={css.cardHead}>
                    <strong>{record.key}</strong> <State state={its} />
                    <span className="number">{amountOf({ facts })}</span>
                    <span className="quiet">
                      <When at={updatedAt} plain />
                    </span>
                  </span>
                  <span className={css.cardText}>{whatHappened(reason)}</span>
                </>
              )}
            />
          )
        }}
      </Loaded>
      {selected.size > 0 && (
        <SelectionBar says={plural(selected.size, t.records.selectedOne, t.records.selectedMany)}>
          <Button size="xs" leftSection={<IconPlayerPlay size={14} />} onClick={() => replay(true)}>
            {t.records.replay}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => select(new Set())}>
            {t.actions.clear}
          </Button>
        </SelectionBar>
      )}
      <OneByOne
        title={`${t.records.replay}${t.colon}${plural(selected.size, t.records.recordOne, t.records.recordMany)}`}
        items={[...selected]}
        name={(key) => key}
        run={(key) =>
          call('POST /api/integrations/:integration/records/replay', { params: { integration }, body: { entity, key } })
        }
        done={t.records.startedAgain}
        opened={replaying}
        close={(done) => {
          replay(false)
          if (!done) return
          select(new Set())
          void pages.refetch()
        }}
      >
        <p>{t.records.replayText}</p>
      </OneByOne>
    </Page>
  )
}

const whatHappened = (reason: string | null): string => (reason === null ? t.records.underWay : sentenceText(reason))

const amountOf = ({ facts }: Pick<ListedRecord, 'facts'>): string =>
  facts.amount === undefined ? '' : moneyText(facts.amount, facts.currency ?? null)

const columnsOf = (order: 'newest' | 'oldest', toggle: () => void): readonly Column<ListedRecord>[] => [
  { id: 'key', head: t.records.number, width: 72, cell: ({ record }) => record.key },
  {
    id: 'reference',
    head: t.records.reference,
    width: 112,
    cell: ({ facts }) => <span className="mono">{facts.reference ?? ''}</span>,
  },
  { id: 'state', head: t.records.state, width: 128, cell: ({ state }) => <State state={state} /> },
  {
    id: 'reason',
    head: t.records.what,
    cell: ({ reason }) => <span title={whatHappened(reason)}>{whatHappened(reason)}</span>,
  },
  { id: 'amount', head: t.records.amount, width: 110, numeric: true, cell: amountOf },
  {
    id: 'document',
    head: t.records.document,
    width: 96,
    cell: ({ document }) =>
      document ? <span className="mono">{document.key}</span> : <span className="quiet">–</span>,
  },
  {
    id: 'at',
    head: t.records.at,
    width: 104,
    sort: { now: order === 'newest' ? 'descending' : 'ascending', toggle },
    cell: ({ startedAt }) => <When at={startedAt} plain />,
  },
]

/** Which kind of record is shown, where flows carry more than orders. */
function Kinds({ integration, entity }: { integration: string; entity: string }) {
  const rules = useRules(integration)
  const [, go] = useLocation()
  const kinds = [...new Set([entity, ...(rules.data?.flows.map(({ on }) => on as string) ?? [])])]
  if (kinds.length < 2) return null
  return (
    <Select
      aria-label={t.records.kind}
      size="xs"
      w={170}
      data={kinds.map((value) => ({ value, label: kindsText(value) }))}
      value={entity}
      allowDeselect={false}
      onChange={(value) => value && go(routes.records(integration, value))}
    />
  )
}
