import { Button, Checkbox, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { useGuard } from '../../kit/guard.ts'
import { Failed } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import { RiskMark } from '../approvals/risk.tsx'
import { Said } from '../approvals/said.tsx'
import { Tried } from '../approvals/tried.tsx'
import css from './rules.module.css'

type Drafted = AnswerOf<'POST /api/integrations/:integration/rules/draft'>

/** Sentences that are understood as they stand. English: it is the language that rules are said in. */
const examples = [
  'orders above 5000 EUR wait for me',
  'put the shop reference into the comment',
  'do not transfer orders to CH',
]
/** Of a proposal. */
const [longestTitle, longestReason] = [200, 1000]

/** A rule said in words: what was understood of it, what was taken for granted, what it does to real orders. Nothing changes before a person approves it. */
export default function SayRule({ integration }: { integration: string }) {
  const [words, setWords] = useState('')
  const [withModel, letModel] = useState(false)
  const assistant = useQuery(queries.assistant())
  const client = useQueryClient()
  const mayPropose = useMay('propose')
  const [, go] = useLocation()
  const drafting = useMutation({
    mutationFn: (said: string) =>
      call('POST /api/integrations/:integration/rules/draft', {
        params: { integration },
        body: { words: said, model: withModel },
      }),
  })
  const proposing = useMutation({
    mutationFn: ({ said, drafted }: { said: string; drafted: Drafted }) =>
      call('POST /api/proposals', {
        body: {
          integration,
          title: `Rule: ${said}`.slice(0, longestTitle),
          reason: `Said in words: “${said}”. ${drafted.assumptions.join(' ')}`.slice(0, longestReason),
          changes: [{ do: 'edit-definition', edits: drafted.edits }],
        },
      }),
    onSuccess: async ({ id }) => {
      setWords('')
      await client.invalidateQueries()
      go(routes.approval(integration, id))
    },
  })
  useGuard(words.trim() !== '' && !proposing.isSuccess)
  const understand = (said: string) => {
    proposing.reset()
    drafting.mutate(said)
  }
  const said = drafting.variables ?? ''
  // What is shown is of other words than those that stand in the field now: it is proposed by nobody.
  const isOld = said !== words.trim()
  return (
    <Page
      title={t.sayRule.title}
      lead={t.sayRule.lead}
      above={<Link href={routes.flows(integration)}>{t.flows.title}</Link>}
      narrow
    >
      <form
        className={css.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          understand(words.trim())
        }}
      >
        <Textarea
          label={t.sayRule.words}
          description={t.sayRule.wordsText}
          autosize
          minRows={2}
          maxLength={1000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <ul className={css.examples} aria-label={t.sayRule.examples} lang="en">
          {examples.map((example) => (
            <li key={example}>
              <Button size="compact-xs" variant="default" onClick={() => setWords(example)}>
                {example}
              </Button>
            </li>
          ))}
        </ul>
        {assistant.data?.key && (
          <Checkbox
            label={t.sayRule.model}
            checked={withModel}
            onChange={(event) => letModel(event.currentTarget.checked)}
          />
        )}
        <div>
          <Button type="submit" loading={drafting.isPending} disabled={words.trim().length < 5}>
            {t.sayRule.understand}
          </Button>
        </div>
      </form>
      {drafting.isError && <Failed error={drafting.error} />}
      {drafting.data && !isOld && (
        <Understood drafted={drafting.data}>
          <div className={css.end}>
            <Button
              disabled={!mayPropose}
              loading={proposing.isPending}
              onClick={() => drafting.data && proposing.mutate({ said, drafted: drafting.data })}
            >
              {t.sayRule.propose}
            </Button>
            <span className="quiet">{t.sayRule.proposeText}</span>
          </div>
          {proposing.isError && <Failed error={proposing.error} />}
        </Understood>
      )}
    </Page>
  )
}

function Understood({ drafted, children }: { drafted: Drafted; children: ReactNode }) {
  const { cannot, says, assumptions, risk, preview, model } = drafted
  if (cannot !== null)
    return (
      <Callout hue="orange" title={t.sayRule.cannot}>
        <span lang="en">
          {cannot} {model.says}
        </span>
      </Callout>
    )
  return (
    <>
      <Section title={t.sayRule.understood} aside={<span lang="en">{model.says}</span>}>
        <ol className={css.says} lang="en">
          {says.map((sentence) => (
            <li key={sentence}>
              <Said sentence={sentence} />
            </li>
          ))}
        </ol>
      </Section>
      {assumptions.length > 0 && (
        <Section title={t.sayRule.assumed}>
          <ul className={css.says} lang="en">
            {assumptions.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Section>
      )}
      {preview && (
        <Section title={t.approval.preview} aside={t.approval.previewAside}>
          <Tried preview={preview} />
        </Section>
      )}
      {risk && (
        <Section title={t.approvals.risk}>
          <div className={css.risk}>
            <RiskMark risk={risk} />
            {risk.reasons.length > 0 && (
              <ul lang="en">
                {risk.reasons.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            )}
          </div>
        </Section>
      )}
      {children}
    </>
  )
}
