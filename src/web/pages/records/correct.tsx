import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { canonicalJson } from '../../../domain/record.ts'
import type { RecordEdit } from '../../../domain/run.ts'
import type { RecordStory } from '../../../routes/index.ts'
import { call } from '../../api/client.ts'
import { Callout } from '../../kit/callout.tsx'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { problemOf } from '../../kit/loaded.tsx'
import type { Proved } from '../../kit/prove.tsx'
import { sentenceText, valueText } from '../../kit/record.ts'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import { editOf, fieldsOf, lastRead, movedFields } from './editable.ts'
import css from './records.module.css'

const shownAtMost = 12

/**
 * Other values for this one run, in place of what the source says: each counts as long as the source still says what is
 * replaced. An approver's decision, so it takes their password.
 */
export function Correct({
  integration,
  story: { record, journal },
  close,
}: {
  integration: string
  story: RecordStory
  close: () => void
}) {
  const [search, setSearch] = useState('')
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const newest = lastRead(journal, record)
  /** What the person sees and decides on. A run may read the record again meanwhile: this stays until they ask for that. */
  const [read, setRead] = useState(newest)
  const isOld = canonicalJson(read) !== canonicalJson(newest)
  const fields = read === null ? [] : fieldsOf(read)
  const wanted = search.trim().toLowerCase()
  const shown = fields.filter(
    ({ path, value }) =>
      path in typed ||
      (wanted !== '' && (path.toLowerCase().includes(wanted) || String(value).toLowerCase().includes(wanted))),
  )
  const changed = fields.filter(({ path, value }) => path in typed && typed[path] !== String(value ?? ''))
  const edits = changed.map((field) => editOf(field, typed[field.path]!))
  const wrong = changed.filter((_, place) => edits[place] === null)
  const good = edits.filter((edit): edit is RecordEdit => edit !== null)
  const trying = useMutation({
    mutationFn: () =>
      call('POST /api/integrations/:integration/records/plan', {
        params: { integration },
        body: { ...record, corrections: good },
      }),
  })
  const act = async (by: Proved) => {
    await call('POST /api/integrations/:integration/records/replay', {
      params: { integration },
      body: { ...record, edits: good, ...by },
    })
    announce(t.order.startedAgain)
    return null
  }
  return (
    <ConfirmDialog
      title={t.correct.title}
      act={act}
      close={close}
      ready={!isOld && good.length > 0 && wrong.length === 0}
    >
      <p className="quiet">{read === null ? t.correct.notRead : t.correct.text}</p>
      {isOld && (
        <Callout hue="orange" title={t.correct.old}>
          {read !== null && newest !== null && (
            <ul className={css.moved}>
              {movedFields(read, newest)
                .slice(0, shownAtMost)
                .map(({ path, before, after }) => (
                  <li key={path}>
                    <span className="mono">{path}</span>: {valueText(before)} → {valueText(after)}
                  </li>
                ))}
            </ul>
          )}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              setRead(newest)
              setTyped({})
              trying.reset()
            }}
          >
            {t.correct.again}
          </Button>
        </Callout>
      )}
      <TextInput
        mt="md"
        label={t.correct.search}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className={css.fields}>
        {shown.slice(0, shownAtMost + changed.length).map(({ path, value }) => (
          <TextInput
            key={path}
            size="xs"
            label={path}
            value={typed[path] ?? String(value ?? '')}
            error={wrong.some((one) => one.path === path) ? t.correct.otherKind : undefined}
            onChange={(event) => {
              const { value: now } = event.currentTarget
              trying.reset()
              setTyped((before) => ({ ...before, [path]: now }))
            }}
          />
        ))}
        {shown.length > shownAtMost && <p className="quiet">{t.correct.more}</p>}
      </div>
      {!isOld && good.length > 0 && wrong.length === 0 && (
        <Button size="xs" variant="default" mt="sm" loading={trying.isPending} onClick={() => trying.mutate()}>
          {t.correct.tryIt}
        </Button>
      )}
      {trying.isError && <Callout hue="red">{problemOf(trying.error)}</Callout>}
      {trying.data && (
        <Callout
          hue={trying.data.outcome === 'held' ? 'orange' : 'green'}
          title={t.dryRun.outcomes[trying.data.outcome]}
        >
          {sentenceText(trying.data.question?.message ?? trying.data.reason)} {t.dryRun.nothingWritten}
        </Callout>
      )}
    </ConfirmDialog>
  )
}
