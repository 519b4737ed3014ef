import { Button, Menu, Select, Textarea } from '@mantine/core'
import { IconBellOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AnswerOf } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { useGuard } from '../../kit/guard.ts'
import { problemOf } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { useNow, When } from '../../kit/when.tsx'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './incidents.module.css'
import { snoozes } from './snoozes.ts'

type Read = AnswerOf<'GET /api/incidents/:id'>

/** What colleagues agree on about an incident: who sees to it, until when it is put off, and what they have found. */
export function Care({ of: { incident, assignee, snoozedUntil, notes } }: { of: Read }) {
  const mayRun = useMay('operate')
  const me = useQuery(queries.me())
  const people = useQuery({ ...queries.people(), enabled: mayRun })
  const client = useQueryClient()
  const now = useNow()
  const [note, setNote] = useState('')
  useGuard(note.trim() !== '')
  const params = { id: incident.id }
  const doing = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => client.invalidateQueries(),
  })
  const assign = (to: string | null) =>
    doing.mutate(() => call('POST /api/incidents/:id/assign', { params, body: { to } }))
  const snooze = (until: string | null) =>
    doing.mutate(() => call('POST /api/incidents/:id/snooze', { params, body: { until } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    doing.mutate(async () => {
      await call('POST /api/incidents/:id/notes', { params, body: { note: note.trim() } })
      setNote('')
      announce(t.care.noted)
    })
  }
  const asleep = snoozedUntil !== null && Date.parse(snoozedUntil) > now
  const mine = me.data?.person?.email
  const known = [...new Set([...(people.data ?? []).map(({ email }) => email), ...(assignee ? [assignee] : [])])]
  return (
    <Section title={t.care.title}>
      {doing.isError && <Callout hue="red">{problemOf(doing.error)}</Callout>}
      <div className={css.care}>
        <Select
          label={t.care.assignee}
          placeholder={t.care.nobody}
          data={known}
          value={assignee}
          onChange={assign}
          clearable
          searchable
          disabled={!mayRun || incident.state !== 'open'}
          w={260}
        />
        {mayRun && mine && assignee !== mine && incident.state === 'open' && (
          <Button variant="default" onClick={() => assign(mine)}>
            {t.care.take}
          </Button>
        )}
        {asleep ? (
          <p>
            {t.care.asleep} <When at={snoozedUntil} />{' '}
            {mayRun && (
              <Button size="compact-sm" variant="default" onClick={() => snooze(null)}>
                {t.care.wake}
              </Button>
            )}
          </p>
        ) : (
          mayRun &&
          incident.state === 'open' && (
            <Menu position="bottom-start">
              <Menu.Target>
                <Button variant="default" leftSection={<IconBellOff size={16} />}>
                  {t.care.snooze}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {snoozes().map(({ says, ms }) => (
                  <Menu.Item key={says} onClick={() => snooze(new Date(Date.now() + ms).toISOString())}>
                    {says}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )
        )}
      </div>
      {notes.length > 0 && (
        <ul className={css.notes} aria-label={t.care.notes}>
          {notes.map(({ at, by, note: text }) => (
            <li key={`${at} ${by}`}>
              <span className="quiet">
                {by} · <When at={at} plain />
              </span>
              <p>{text}</p>
            </li>
          ))}
        </ul>
      )}
      {mayRun && (
        <form className={css.noteForm} onSubmit={submit}>
          <Textarea
            aria-label={t.care.note}
            placeholder={t.care.note}
            autosize
            minRows={1}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={note.trim() === ''} loading={doing.isPending}>
            {t.care.add}
          </Button>
        </form>
      )}
    </Section>
  )
}
