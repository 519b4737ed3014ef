import { Button, Loader, TextInput } from '@mantine/core'
import { IconDownload, IconScale } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { type Decimal, dec } from '../../../domain/decimal.ts'
import { call } from '../../api/client.ts'
import { useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { downloadCsv } from '../../kit/download-csv.ts'
import { sumsText } from '../../kit/format.ts'
import { Empty, Failed } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { lastWeek } from '../../kit/period.ts'
import { sentenceText } from '../../kit/record.ts'
import { Toolbar } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { type Accepted, type Comparison, comparePeriod, csvRows } from './compare.ts'
import { Found } from './found.tsx'
import css from './reconciliation.module.css'
import { TaxFilings } from './tax-filings.tsx'

/** Where shop and GP disagree about the orders of a period, and what is still open. It is compared while one looks on. */
export default function Reconciliation({ integration }: { integration: string }) {
  const [address, set] = useUrlState(['from', 'to'])
  const from = address.from || lastWeek().from
  const to = address.to || lastWeek().to
  const [result, show] = useState<Comparison | null>(null)
  const [error, fail] = useState<unknown>(null)
  const [isRunning, setRunning] = useState(false)
  /** The comparison that is looked at; one that was begun before shows nothing any more. */
  const current = useRef(0)

  async function compare(): Promise<void> {
    const mine = ++current.current
    show(null)
    fail(null)
    setRunning(true)
    try {
      for await (const sum of comparePeriod(integration, { from, to })) {
        if (mine !== current.current) return
        show(sum)
      }
    } catch (thrown) {
      if (mine === current.current) fail(thrown)
    } finally {
      if (mine === current.current) setRunning(false)
    }
  }
  function stop(): void {
    current.current++
    setRunning(false)
  }
  /** What was accepted, or opened again, changes its list; nothing is compared anew for that. */
  function changed(mark: string | null, accepted: Accepted | null): void {
    if (result === null) return
    const others = { ...result, accepted: result.accepted.filter((one) => one.mark !== mark) }
    const reopened = result.accepted.flatMap(({ accepted: _, ...one }) => (one.mark === mark ? [one] : []))
    show(
      accepted
        ? {
            ...others,
            differences: result.differences.filter((one) => one.mark !== mark),
            accepted: [...others.accepted, accepted],
          }
        : { ...others, differences: [...result.differences, ...reopened] },
    )
  }
  // A link that names a period shows it.
  const isNamed = address.from !== '' && address.to !== ''
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, as the page opens; after that on the button
  useEffect(() => {
    if (isNamed) void compare()
    return () => void current.current++
  }, [])

  const words = t.reconciliation
  const isEmpty = result?.isWhole && result.differences.length + result.open.length === 0
  return (
    <Page title={words.title} lead={words.lead}>
      <Toolbar
        end={
          result?.isWhole && (
            <>
              {result.differences.some(isDrift) && <ProposeDrift integration={integration} />}
              <Button
                variant="default"
                size="xs"
                leftSection={<IconDownload size={14} />}
                onClick={() =>
                  downloadCsv(`reconciliation-${result.period.from}-${result.period.to}.csv`, csvRows(result))
                }
              >
                CSV
              </Button>
            </>
          )
        }
      >
        <TextInput
          type="date"
          aria-label={words.from}
          value={from}
          max={to}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <span aria-hidden>–</span>
        <TextInput
          type="date"
          aria-label={words.to}
          value={to}
          min={from}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
        {isRunning ? (
          <Button variant="default" onClick={stop}>
            {words.stop}
          </Button>
        ) : (
          <Button leftSection={<IconScale size={16} />} onClick={() => void compare()}>
            {words.compare}
          </Button>
        )}
      </Toolbar>
      {error !== null && <Failed error={error} retry={() => void compare()} />}
      <p className={css.summary} role="status">
        {isRunning && <Loader size={14} aria-hidden />}
        {(isRunning || result) && plural(result?.orders ?? 0, words.comparedOne, words.comparedMany)}
        {result && ` · ${result.period.from} – ${result.period.to}`}
        {result && !result.isWhole && !isRunning && ` · ${words.notWhole}`}
      </p>
      {result?.notes.map((note) => (
        <Callout key={note} hue="orange">
          {sentenceText(note)}
        </Callout>
      ))}
      {isEmpty && <Empty title={words.agree} />}
      {result && result.differences.length > 0 && (
        <Section
          title={`${words.differences} (${result.differences.length})`}
          aside={sumsText(worth(result.differences))}
        >
          <Found
            integration={integration}
            label={words.differences}
            why={words.cause}
            changed={changed}
            rows={result.differences.map((one) => ({
              ...one,
              why: one.cause,
              correction: one.correction,
              acceptable: one,
            }))}
          />
        </Section>
      )}
      {result && result.accepted.length > 0 && (
        <Section title={`${words.accepted} (${result.accepted.length})`}>
          <Found
            integration={integration}
            label={words.accepted}
            why={words.cause}
            changed={changed}
            rows={result.accepted.map((one) => ({ ...one, why: one.cause, correction: null, accepted: one }))}
          />
        </Section>
      )}
      {result && result.open.length > 0 && (
        <Section title={`${words.open} (${result.open.length})`} aside={sumsText(worth(result.open))}>
          <Found
            integration={integration}
            label={words.open}
            why={words.age}
            rows={result.open.map((one) => ({
              ...one,
              why: plural(one.ageDays, words.dayOne, words.dayMany),
            }))}
          />
        </Section>
      )}
      {!result && !isRunning && error === null && <Empty title={words.begin}>{words.beginText}</Empty>}
      <TaxFilings integration={integration} />
    </Page>
  )
}

/** Of no order: something that the hub sets in the shop holds something else there. */
const isDrift = ({ order, cause }: Comparison['differences'][number]) =>
  order === '' && ['edited in the shop', 'blocked', 'its flow is off', 'skipped by a rule'].includes(cause)

/** One proposal a kind and cause; all that wait are listed among the approvals. */
function ProposeDrift({ integration }: { integration: string }) {
  const mayPropose = useMay('propose')
  const client = useQueryClient()
  const [, go] = useLocation()
  const proposing = useMutation({
    mutationFn: () => call('POST /api/integrations/:integration/reconciliation/proposals', { params: { integration } }),
    onSuccess: async ({ proposals: [first, ...others] }) => {
      await client.invalidateQueries()
      if (first) go(others.length > 0 ? routes.approvals(integration) : routes.approval(integration, first.id))
    },
  })
  return (
    <>
      {proposing.isError && <Failed error={proposing.error} />}
      {proposing.data?.proposals.length === 0 && <span role="status">{t.reconciliation.nothingToSet}</span>}
      <Button
        variant="default"
        size="xs"
        disabled={!mayPropose}
        loading={proposing.isPending}
        onClick={() => proposing.mutate()}
      >
        {t.reconciliation.proposeDrift}
      </Button>
    </>
  )
}

/** By currency. Amounts whose currency is not known, where an order could not be read, are at no sum. */
function worth(rows: readonly { readonly amount: string; readonly currency: string }[]) {
  const sums = new Map<string, Decimal>()
  for (const { amount, currency } of rows)
    if (currency !== '') sums.set(currency, (sums.get(currency) ?? dec('0')).plus(dec(amount)))
  return [...sums].map(([currency, amount]) => ({ currency, amount: amount.toFixed() }))
}
