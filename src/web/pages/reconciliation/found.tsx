import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { mayAct } from '../../../domain/person.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import ofCards from '../../kit/cards.module.css'
import { momentText, moneyText } from '../../kit/format.ts'
import { Failed } from '../../kit/loaded.tsx'
import { labelText, sentenceText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import type { Accepted, Difference, OpenItem } from './compare.ts'
import css from './reconciliation.module.css'

interface Row
  extends Pick<Difference | OpenItem, 'order' | 'reference' | 'kind' | 'says' | 'next' | 'amount' | 'currency'> {
  /** Its cause, or its age. */
  readonly why: string
  readonly correction: Difference['correction']
  /** The difference, where a person may accept it as it is. */
  readonly acceptable?: Difference
  /** Who has accepted it, when and why. */
  readonly accepted?: Accepted
}

/** Rows that are shown at once; the file has all of them. */
const step = 100
/** What a proposal takes of a reason. */
const longestReason = 1000
/** What the hub asks of the reason of an acceptance. */
const shortestReason = 10

/** What a comparison found, a row each: whose, what, how much, what is known, and what a person does next. */
export function Found({
  integration,
  label,
  why,
  rows,
  changed,
}: {
  integration: string
  label: string
  why: string
  rows: readonly Row[]
  /** Hears of a difference that was accepted, or opened again. */
  changed?: (mark: string | null, accepted: Accepted | null) => void
}) {
  const [shown, show] = useState(step)
  const words = t.reconciliation
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section className={css.scroll} aria-label={label} tabIndex={0}>
        <table className={`${css.table} ${ofCards.cards}`} aria-label={label}>
          <thead>
            <tr>
              <th scope="col">{words.order}</th>
              <th scope="col">{words.what}</th>
              <th scope="col">{why}</th>
              <th scope="col" className={css.amount}>
                {words.amount}
              </th>
              <th scope="col">{words.says}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={`${row.order} ${row.kind} ${row.says}`}>
                <td>
                  {row.order === '' ? '–' : <Link href={routes.order(integration, row.order)}>{row.order}</Link>}
                  <span className="mono quiet">{row.reference}</span>
                </td>
                <td>
                  <strong>{labelText(row.kind)}</strong>
                </td>
                <td>{labelText(row.why)}</td>
                <td className={css.amount}>{row.currency === '' ? '–' : moneyText(row.amount, row.currency)}</td>
                <td>
                  <p>{sentenceText(row.says)}</p>
                  {row.accepted ? (
                    <p className="quiet">
                      {words.acceptedBy} {row.accepted.accepted.by}, {momentText(row.accepted.accepted.at)}:{' '}
                      {row.accepted.accepted.because}
                    </p>
                  ) : (
                    <p className="quiet">{sentenceText(row.next)}</p>
                  )}
                  {row.correction && <Correction integration={integration} row={row} correction={row.correction} />}{' '}
                  {row.acceptable && (
                    <Accept integration={integration} of={row.acceptable} done={(one) => changed?.(one.mark, one)} />
                  )}
                  {row.accepted && (
                    <Reopen integration={integration} of={row.accepted} done={(one) => changed?.(one.mark, null)} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > shown && (
        <p className={css.more}>
          <Button variant="default" size="xs" onClick={() => show(shown + step)}>
            {words.more} ({rows.length - shown})
          </Button>
        </p>
      )}
    </>
  )
}

/** What would put it right. A run is started on the record's own page, which says what it would do; a void is proposed. */
function Correction({
  integration,
  row,
  correction,
}: {
  integration: string
  row: Row
  correction: NonNullable<Row['correction']>
}) {
  const mayPropose = useMay('propose')
  const client = useQueryClient()
  const [, go] = useLocation()
  const proposing = useMutation({
    mutationFn: (its: Proposed) =>
      call('POST /api/proposals', {
        body: {
          ...{ integration, title: titleOf(its, row), reason: row.says.slice(0, longestReason) },
          changes: [changeOf(its)],
        },
      }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries()
      go(routes.approval(integration, id))
    },
  })
  if (correction.do === 'run')
    return <Link href={routes.record(integration, correction)}>{t.reconciliation.startThere}</Link>
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        disabled={!mayPropose}
        loading={proposing.isPending}
        onClick={() => proposing.mutate(correction)}
      >
        {labelOf(correction)}
      </Button>
      {proposing.isError && <Failed error={proposing.error} />}
    </>
  )
}

/** A person says that the difference is right as it is, and why. */
function Accept({
  integration,
  of: { order, kind, about, mark },
  done,
}: {
  integration: string
  of: Difference
  done: (one: Accepted) => void
}) {
  const { person } = useQuery(queries.me()).data ?? {}
  const mayAccept = person != null && mayAct(person.role, 'approver')
  const [isOpen, open] = useState(false)
  const [because, say] = useState('')
  const words = t.reconciliation
  const accepting = useMutation({
    mutationFn: (as: string) =>
      call('POST /api/integrations/:integration/reconciliation/accepted', {
        params: { integration },
        body: { order, kind, about, mark: as, because: because.trim() },
      }),
    onSuccess: done,
  })
  if (mark === null) return null
  if (!isOpen)
    return (
      <Button size="compact-xs" variant="subtle" disabled={!mayAccept} onClick={() => open(true)}>
        {words.accept}
      </Button>
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        accepting.mutate(mark)
      }}
    >
      <Textarea
        label={words.because}
        description={words.acceptText}
        maxLength={longestReason}
        minRows={2}
        autosize
        value={because}
        onChange={(event) => say(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="compact-xs"
        disabled={because.trim().length < shortestReason}
        loading={accepting.isPending}
      >
        {words.accept}
      </Button>{' '}
      <Button size="compact-xs" variant="subtle" onClick={() => open(false)}>
        {t.actions.cancel}
      </Button>
      {accepting.isError && <Failed error={accepting.error} />}
    </form>
  )
}

function Reopen({ integration, of, done }: { integration: string; of: Accepted; done: (one: Accepted) => void }) {
  const mayOperate = useMay('operate')
  const opening = useMutation({
    mutationFn: () =>
      call('DELETE /api/integrations/:integration/reconciliation/accepted/:mark', {
        params: { integration, mark: of.mark ?? '' },
      }),
    onSuccess: () => done(of),
  })
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={!mayOperate}
        loading={opening.isPending}
        onClick={() => opening.mutate()}
      >
        {t.reconciliation.reopen}
      </Button>
      {opening.isError && <Failed error={opening.error} />}
    </>
  )
}

type Proposed = Exclude<NonNullable<Row['correction']>, { do: 'run' }>

const pairText = (key: string) => key.replace('>', ' → ')

function labelOf(correction: Proposed): string {
  if (correction.do === 'value') return `${t.reconciliation.proposeValue} ${correction.from} → ${correction.to}`
  if (correction.do === 'apply') return `${t.reconciliation.proposeApply} ${pairText(correction.key)}`
  return `${t.reconciliation.proposeVoid} ${correction.key}`
}

function titleOf(correction: Proposed, { kind }: Row): string {
  if (correction.do === 'value') return `Value map ${correction.valueMap}: ${correction.from} → ${correction.to}`
  if (correction.do === 'apply') return `Apply ${pairText(correction.key)}`
  return `Void ${correction.key}: ${kind}`
}

function changeOf(correction: Proposed) {
  if (correction.do === 'value') {
    const { valueMap, from, to } = correction
    const edit = { do: 'set-value', valueMap, from, before: null, after: { to } } as const
    return { do: 'edit-definition', edits: [edit] } as const
  }
  const record = { entity: correction.entity, key: correction.key }
  if (correction.do === 'void') return { do: 'write', write: 'void', record } as const
  return { do: 'write', write: 'create', record, after: { Amount: correction.amount, Date: correction.date } } as const
}
