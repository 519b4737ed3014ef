import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconScale } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { downloadCsv } from '../../kit/csv.ts'
import { Empty, Failed } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { Toolbar } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './reconciliation.module.css'

type Found = AnswerOf<'GET /api/integrations/:integration/reconciliation'>
interface Result {
  readonly orders: number
  readonly differences: Found['differences']
  readonly open: Found['open']
  readonly notes: readonly string[]
  readonly isDone: boolean
}
const nothing: Result = { orders: 0, differences: [], open: [], notes: [], isDone: false }
const dayMs = 24 * 60 * 60_000
const dayBefore = (days: number) => new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)

/** Where shop and GP disagree about the orders of a period, and what is still open. It is compared while one looks on. */
export default function Reconciliation({ integration }: { integration: string }) {
  const [address, set] = useUrlState(['from', 'to'])
  const from = address.from || dayBefore(7)
  const to = address.to || dayBefore(1)
  const [result, show] = useState<Result | null>(null)
  const [error, fail] = useState<unknown>(null)
  const [isRunning, setRunning] = useState(false)
  /** The comparison that is looked at; one that was begun before shows nothing any more. */
  const current = useRef(0)
  useEffect(() => () => void current.current++, [])

  async function compare(): Promise<void> {
    const mine = ++current.current
    let sum = nothing
    show(sum)
    fail(null)
    setRunning(true)
    try {
      for (let after: string | null = ''; after !== null; ) {
        const page: Found = await call('GET /api/integrations/:integration/reconciliation', {
          params: { integration },
          query: { from, to, after },
        })
        if (mine !== current.current) return
        sum = {
          orders: sum.orders + page.orders,
          differences: [...sum.differences, ...page.differences],
          open: [...sum.open, ...page.open],
          notes: [...new Set([...sum.notes, ...page.notes])],
          isDone: page.next === null,
        }
        show(sum)
        after = page.next
      }
    } catch (thrown) {
      if (mine === current.current) fail(thrown)
    } finally {
      if (mine === current.current) setRunning(false)
    }
  }

  const rows = result && [...result.differences.map(differenceRow), ...result.open.map(openRow)]
  return (
    <Page title={t.reconciliation.title} lead={t.reconciliation.lead}>
      <Toolbar
        end={
          result?.isDone && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDownload size={14} />}
              onClick={() =>
                downloadCsv(`reconciliation-${from}-${to}.csv`, [columns(), ...rows!.map(({ cells }) => cells)])
              }
            >
              CSV
            </Button>
          )
        }
      >
        <TextInput
          type="date"
          aria-label={t.reconciliation.from}
          value={from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          aria-label={t.reconciliation.to}
          value={to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
        <Button leftSection={<IconScale size={16} />} loading={isRunning} onClick={() => void compare()}>
          {t.reconciliation.compare}
        </Button>
      </Toolbar>
      {error !== null && <Failed error={error} />}
      {result && (
        <p className={css.summary} role="status">
          {`${result.orders} ${t.reconciliation.compared}, ${result.differences.length} ${t.reconciliation.differences}, ${result.open.length} ${t.reconciliation.open}.`}
        </p>
      )}
      {result?.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {result?.isDone && rows?.length === 0 && <Empty title={t.reconciliation.agree} />}
      {rows && rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        <section className={css.scroll} aria-label={t.reconciliation.title} tabIndex={0}>
          <table className={css.table}>
            <thead>
              <tr>
                {columns().map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, mostShown).map(({ key, order, cells }) => (
                <tr key={key}>
                  <td>{order === '' ? '' : <Link href={routes.order(integration, order)}>{order}</Link>}</td>
                  {cells.slice(1).map((cell, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the columns stay as they are
                    <td key={index} className={index === 3 ? 'number' : undefined}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {rows && rows.length > mostShown && <p>{`${rows.length - mostShown} ${t.reconciliation.more}`}</p>}
    </Page>
  )
}

/** Rows that the page shows; the file has all of them. */
const mostShown = 500

const columns = () => [
  ...[t.reconciliation.order, t.reconciliation.reference, t.reconciliation.what, t.reconciliation.why],
  ...[t.reconciliation.amount, t.reconciliation.says, t.reconciliation.next],
]
const differenceRow = ({
  order,
  reference,
  kind,
  cause,
  amount,
  currency,
  says,
  next,
}: Found['differences'][number]) => ({
  ...{ order, key: `${order} ${kind} ${says}` },
  cells: [order, reference, kind, cause, `${amount} ${currency}`, says, next],
})
const openRow = ({ order, reference, kind, ageDays, amount, currency, says, next }: Found['open'][number]) => ({
  ...{ order, key: `${order} ${kind} ${says}` },
  cells: [order, reference, kind, `${ageDays} ${t.reconciliation.days}`, `${amount} ${currency}`, says, next],
})
