import { ActionIcon, Button, Drawer, Loader, Textarea } from '@mantine/core'
import { IconArrowUp, IconCheck, IconPlus, IconSquareFilled, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { queries } from '../api/queries.ts'
import { Callout } from '../kit/callout.tsx'
import { recordText } from '../kit/record.ts'
import { routes } from '../routes.ts'
import { t } from '../words/index.ts'
import { useConversation } from './conversation.ts'
import css from './panel.module.css'
import type { Said } from './said.ts'

/** What the page beside the panel is about, as the assistant gets it: "prestashop.order 12". */
function openSubject(path: string): { readonly says: string; readonly tells: string } | null {
  const [, integration, kind, first, second] =
    /^\/i\/([^/]+)\/(orders|records|incidents|approvals)\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? []
  if (integration === undefined || first === undefined) return null
  const key = decodeURIComponent(second ?? first)
  if (kind === 'incidents') return { says: t.assistant.thisIncident, tells: `incident ${key}` }
  if (kind === 'approvals') return { says: t.assistant.thisProposal, tells: `proposal ${key}` }
  const entity = second === undefined ? 'prestashop.order' : first
  return { says: recordText({ entity, key }), tells: `${entity} ${key}` }
}

/** A question as its person reads it: the record that it is about by its name. */
const asked = (question: string) =>
  question.replace(
    /^(.{1,40}?) ((?:prestashop|gp|hub)\.\w+) (.+):\n/,
    (_, about: string, entity: string, key: string) => `${about} ${recordText({ entity, key })}:\n`,
  )

/** The assistant beside any page. It reads and proposes with the rights of who asks; a person decides in the inbox. */
export default function AssistantPanel({
  integration,
  opened,
  close,
}: {
  integration: string
  opened: boolean
  close: () => void
}) {
  const [path] = useLocation()
  const subject = openSubject(path)
  const [about, setAbout] = useState(true)
  const [typed, setTyped] = useState('')
  const { said, busy, ask, begin, stop } = useConversation(integration)
  const model = useQuery({ ...queries.assistant(), enabled: opened })
  const end = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is said last is in view
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [said])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another subject
  useEffect(() => setAbout(true), [path])

  const allowed = model.data?.integrations.find(({ id }) => id === integration)?.allowed ?? true
  const mute = model.data !== undefined && (model.data.key === null || !allowed)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    const text = typed.trim()
    if (text === '' || busy || mute) return
    setTyped('')
    void ask(subject && about ? `${t.assistant.about} ${subject.tells}:\n${text}` : text)
  }
  return (
    <Drawer
      opened={opened}
      onClose={close}
      position="right"
      size={420}
      title={t.assistant.title}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      keepMounted
      closeButtonProps={{ 'aria-label': t.actions.close }}
      classNames={{ body: css.body, content: css.content, inner: css.inner }}
    >
      <div className={css.talk} aria-live="polite">
        {mute && (
          <Callout hue="orange" title={model.data?.key === null ? t.assistant.noKey : t.assistant.notAllowed}>
            {model.data?.key === null ? t.assistant.noKeyText : t.assistant.notAllowedText}
          </Callout>
        )}
        {said.length === 0 && !mute && <p className="quiet">{t.assistant.lead}</p>}
        {said.map((one, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said stays where it was said
          <Turn key={place} said={one} integration={integration} busy={busy && place === said.length - 1} />
        ))}
        <div ref={end} />
      </div>
      <form className={css.form} onSubmit={submit}>
        {subject && about && (
          <button
            type="button"
            className={css.about}
            onClick={() => setAbout(false)}
            aria-label={`${t.assistant.about} ${subject.says}: ${t.actions.clear}`}
          >
            {t.assistant.about} {subject.says} <IconX size={12} aria-hidden />
          </button>
        )}
        <Textarea
          aria-label={t.assistant.question}
          placeholder={t.assistant.question}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={7000}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            submit()
          }}
        />
        <div className={css.buttons}>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={14} />}
            onClick={begin}
            disabled={said.length === 0}
          >
            {t.assistant.another}
          </Button>
          {busy ? (
            <ActionIcon size="lg" variant="default" aria-label={t.assistant.stop} onClick={stop}>
              <IconSquareFilled size={14} />
            </ActionIcon>
          ) : (
            <ActionIcon size="lg" type="submit" aria-label={t.assistant.send} disabled={typed.trim() === '' || mute}>
              <IconArrowUp size={16} />
            </ActionIcon>
          )}
        </div>
      </form>
    </Drawer>
  )
}

function Turn({ said, integration, busy }: { said: Said; integration: string; busy: boolean }) {
  if (said.by === 'person') return <p className={css.person}>{asked(said.text)}</p>
  return (
    <div className={css.answer}>
      {said.steps.length > 0 && (
        <ul className={css.steps} aria-label={t.assistant.steps}>
          {said.steps.map(({ id, title, ok, says }) => (
            <li key={id} title={says}>
              {ok === null ? (
                <Loader size={12} />
              ) : ok ? (
                <IconCheck size={13} aria-hidden />
              ) : (
                <IconX size={13} aria-hidden />
              )}
              <span>
                {title}
                {ok === false && <span className="quiet"> – {says}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {said.text && <p className={css.text}>{said.text}</p>}
      {said.proposals.map((id) => (
        <Proposal key={id} id={id} integration={integration} />
      ))}
      {said.stopped && <Callout hue="orange">{said.stopped}</Callout>}
      {busy && said.text === '' && said.steps.length === 0 && (
        <p className="quiet" role="status">
          <Loader size={12} /> {t.assistant.thinking}
        </p>
      )}
    </div>
  )
}

/** What the assistant proposed: it leads to the inbox, where a person decides. */
function Proposal({ id, integration }: { id: string; integration: string }) {
  const proposal = useQuery(queries.proposal(id))
  return (
    <Link href={routes.approval(integration, id)} className={css.card}>
      <span className="quiet">{t.assistant.proposed}</span>
      <strong>{proposal.data?.title ?? id}</strong>
      {proposal.data && (
        <span className="quiet">
          {t.approvals.risk}: {t.approvals.risks[proposal.data.risk.level]}
        </span>
      )}
      <span className={css.go}>{t.assistant.decide}</span>
    </Link>
  )
}
