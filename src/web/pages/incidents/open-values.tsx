import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Missing } from '../../../domain/run.ts'
import { call } from '../../api/client.ts'
import { useRules } from '../../api/definition.ts'
import { queries, useMay } from '../../api/queries.ts'
import { valueEdit } from '../../api/value-edit.ts'
import { useGuard } from '../../kit/guard.ts'
import { Failed } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { sentenceText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './incidents.module.css'

type OpenValue = Extract<Missing, { what: 'value' }>

/** Values without an answer, each with what it may stand for. An answer is proposed; a person then decides on it. */
export function OpenValues({
  integration,
  incident,
  missing,
}: {
  integration: string
  incident: string
  missing: readonly OpenValue[]
}) {
  const drafted = useQuery(queries.fix(incident))
  const proposal = drafted.data?.proposal
  return (
    <Section title={t.openValues.title} aside={t.openValues.aside}>
      {proposal && (
        <p className={css.proposed}>
          {t.openValues.proposed} <Link href={routes.approval(integration, proposal.id)}>{t.openValues.decide}</Link>
        </p>
      )}
      {missing.map((value) => (
        <OpenValueRow
          key={`${value.valueMap} ${value.from}`}
          integration={integration}
          incident={incident}
          value={value}
        />
      ))}
    </Section>
  )
}

/** "Colissimo (3)"; the key alone where it is its own name. */
const bothNames = (name: string | undefined, key: string) =>
  name === undefined || name === key ? key : `${name} (${key})`

function OpenValueRow({ integration, incident, value }: { integration: string; incident: string; value: OpenValue }) {
  const { valueMap, from } = value
  const suggestions = useQuery(queries.suggestions(integration, valueMap))
  const suggested = suggestions.data?.entries.find(({ key }) => key === from)
  // Where the run did not know what the shop calls it, the shop was asked for the suggestions.
  const label = value.label ?? (suggested?.label === from ? undefined : suggested?.label)
  const candidates = suggested?.candidates.slice(0, 4) ?? []
  const rules = useRules(integration)
  const mayPropose = useMay('propose')
  const [typed, setTyped] = useState('')
  const [, go] = useLocation()
  const client = useQueryClient()
  const proposing = useMutation({
    mutationFn: (to: string) => {
      const named = candidates.find(({ key }) => key === to)?.label ?? to
      return call('POST /api/proposals', {
        body: {
          integration,
          title: `${valueMap}: ${label ?? from} → ${named}`.slice(0, 200).padEnd(5, '.'),
          reason: `${t.openValues.reason} ${bothNames(label, from)} → ${bothNames(named, to)}.`,
          changes: [
            {
              do: 'edit-definition',
              edits: [
                valueEdit(
                  rules.data?.valueMaps.find(({ id }) => id === valueMap),
                  { valueMap, from, label },
                  to,
                ),
              ],
            },
          ],
          incidents: [incident],
        },
      })
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries()
      go(routes.approval(integration, id))
    },
  })
  useGuard(typed.trim() !== '' && !proposing.isPending && !proposing.isSuccess)
  // A colleague may have answered since the page was opened: their answer is not overwritten from here.
  const answer = rules.data?.valueMaps.find(({ id }) => id === valueMap)?.entries.find((one) => one.from === from)?.to
  return (
    <div className={css.missing}>
      <strong>
        {label ?? from} <span className="mono quiet">{label ? from : ''}</span>
      </strong>
      <Link href={routes.valueMap(integration, valueMap)}>{valueMap}</Link>
      {answer && (
        <p>
          {t.openValues.answered} <span className="mono">{answer}</span>
        </p>
      )}
      {proposing.isError && <Failed error={proposing.error} />}
      <div className={css.candidates} hidden={Boolean(answer)}>
        {candidates.map((candidate) => (
          <div key={candidate.key} className={css.candidate}>
            <div>
              <strong>{candidate.label}</strong> <span className="mono quiet">{candidate.key}</span>
              <p>{candidate.reasons.map(sentenceText).join(' ')}</p>
            </div>
            <Button
              size="xs"
              variant={candidate.suggested ? 'filled' : 'default'}
              disabled={!mayPropose}
              loading={proposing.isPending && proposing.variables === candidate.key}
              onClick={() => proposing.mutate(candidate.key)}
            >
              {t.openValues.propose}
            </Button>
          </div>
        ))}
        <form
          className={css.candidate}
          onSubmit={(event) => {
            event.preventDefault()
            if (typed.trim()) proposing.mutate(typed.trim())
          }}
        >
          <TextInput
            aria-label={`${t.openValues.other} ${label ?? from}`}
            placeholder={`${t.openValues.other} ${label ?? from}`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            style={{ flex: 1 }}
            size="xs"
          />
          <Button size="xs" variant="default" type="submit" disabled={!mayPropose || typed.trim() === ''}>
            {t.openValues.propose}
          </Button>
        </form>
      </div>
    </div>
  )
}
