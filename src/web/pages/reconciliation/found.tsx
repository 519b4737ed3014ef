import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { call } from '../../api/client.ts'
import { useMay } from '../../api/queries.ts'
import ofCards from '../../kit/cards.module.css'
import { moneyText } from '../../kit/format.ts'
import { Failed } from '../../kit/loaded.tsx'
import { labelText, sentenceText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import type { Difference, OpenItem } from './compare.ts'
import css from './reconciliation.module.css'

interface Row
  extends Pick<Difference | OpenItem, 'order' | 'reference' | 'kind' | 'says' | 'next' | 'amount' | 'currency'> {
  /** Its cause, or its age. */
  readonly why: string
  readonly correction: Difference['correction']
}

/** Rows that are shown at once; the file has all of them. */
const step = 100
/** What a proposal takes of a reason. */
const longestReason = 1000

/** What a comparison found, a row each: whose, what, how much, what is known, and what a person does next. */
export function Found({
  integration,
  label,
  why,
  rows,
}: {
  integration: string
  label: string
  why: string
  rows: readonly Row[]
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
                  <p className="quiet">{sentenceText(row.next)}</p>
                  {row.correction && <Correction integration={integration} row={row} correction={row.correction} />}
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
        {correction.do === 'value'
          ? `${t.reconciliation.proposeValue} ${correction.from} → ${correction.to}`
          : `${t.reconciliation.proposeVoid} ${correction.key}`}
      </Button>
      {proposing.isError && <Failed error={proposing.error} />}
    </>
  )
}

type Proposed = Exclude<NonNullable<Row['correction']>, { do: 'run' }>

const titleOf = (correction: Proposed, { kind }: Row) =>
  correction.do === 'value'
    ? `Value map ${correction.valueMap}: ${correction.from} → ${correction.to}`
    : `Void ${correction.key}: ${kind}`

const changeOf = (correction: Proposed) =>
  correction.do === 'value'
    ? ({
        do: 'edit-definition',
        edits: [
          {
            ...{ do: 'set-value', valueMap: correction.valueMap, from: correction.from },
            ...{ before: null, after: { to: correction.to } },
          },
        ],
      } as const)
    : ({ do: 'write', write: 'void', record: { entity: correction.entity, key: correction.key } } as const)
