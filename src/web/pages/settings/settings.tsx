import { Button, Switch, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Json } from '../../../domain/record.ts'
import { settingUses } from '../../../domain/setting-uses.ts'
import type { Setting } from '../../../language/index.ts'
import { call } from '../../api/client.ts'
import { useRules } from '../../api/definition.ts'
import { useMay } from '../../api/queries.ts'
import { Failed, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { State } from '../../kit/state.tsx'
import { SelectionBar } from '../../kit/toolbar.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './settings.module.css'

/** What flows and mappings read as settings: each with its meaning. Changes are proposed together, then decided. */
export default function Settings({ integration }: { integration: string }) {
  const rules = useRules(integration)
  return (
    <Page title={t.settings.title} lead={t.settings.lead}>
      <Loaded of={rules} lines={10}>
        {({ settings, version, flows, mappings }) => (
          <Editor
            key={version}
            settings={settings}
            uses={settingUses({
              settings: { settings },
              flows: Object.fromEntries(flows.map((flow) => [flow.id, flow])),
              mappings: Object.fromEntries(mappings.map((mapping) => [mapping.id, mapping])),
            })}
            integration={integration}
          />
        )}
      </Loaded>
    </Page>
  )
}

type Value = Setting['value']

function Editor({
  settings,
  uses,
  integration,
}: {
  settings: Readonly<Record<string, Setting>>
  /** The flows that read each. */
  uses: ReadonlyMap<string, readonly string[]>
  integration: string
}) {
  const [draft, setDraft] = useState<ReadonlyMap<string, Value>>(new Map())
  const mayPropose = useMay('propose')
  const [, go] = useLocation()
  const client = useQueryClient()
  const proposing = useMutation({
    mutationFn: () =>
      call('POST /api/proposals', {
        body: {
          integration,
          title: `${t.settings.change} ${[...draft.keys()].join(', ')}`.slice(0, 200),
          reason: t.settings.changedByHand,
          changes: [
            {
              do: 'edit-definition',
              edits: [...draft].map(([name, after]) => ({
                do: 'set-setting',
                name,
                before: settings[name]!.value as Json,
                after: after as Json,
              })),
            },
          ],
        },
      }),
    onSuccess: async ({ id }) => {
      setDraft(new Map())
      await client.invalidateQueries()
      go(routes.approval(integration, id))
    },
  })
  const change = (name: string, value: Value) =>
    setDraft((before) => {
      const next = new Map(before)
      if (JSON.stringify(value) === JSON.stringify(settings[name]!.value)) next.delete(name)
      else next.set(name, value)
      return next
    })
  return (
    <>
      <ul className={css.settings}>
        {Object.entries(settings).map(([name, setting]) => (
          <li key={name} data-changed={draft.has(name) || undefined}>
            <div className={css.about}>
              <strong className="mono">{name}</strong>{' '}
              {setting.value === null && <State state="open" word={t.settings.open} />}
              <p>{setting.about}</p>
              <p className={css.uses}>
                {uses.get(name)?.length ? `${t.settings.readBy}: ${uses.get(name)!.join(', ')}` : t.settings.readByNone}
              </p>
            </div>
            <Field
              name={name}
              setting={setting}
              value={draft.has(name) ? draft.get(name)! : setting.value}
              change={(value) => change(name, value)}
              disabled={!mayPropose}
            />
          </li>
        ))}
      </ul>
      {proposing.isError && <Failed error={proposing.error} />}
      {draft.size > 0 && (
        <SelectionBar says={plural(draft.size, t.valueMaps.changeOne, t.valueMaps.changeMany)}>
          <Button size="xs" loading={proposing.isPending} onClick={() => proposing.mutate()}>
            {t.valueMaps.propose}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => setDraft(new Map())}>
            {t.valueMaps.discard}
          </Button>
        </SelectionBar>
      )}
    </>
  )
}

function Field({
  name,
  setting,
  value,
  change,
  disabled,
}: {
  name: string
  setting: Setting
  value: Value
  change: (value: Value) => void
  disabled: boolean
}) {
  switch (setting.type) {
    case 'boolean':
      return (
        <Switch
          aria-label={name}
          checked={value === true}
          disabled={disabled}
          onChange={(event) => change(event.currentTarget.checked)}
        />
      )
    case 'texts':
      return (
        <TagsInput
          aria-label={name}
          size="xs"
          value={Array.isArray(value) ? value : []}
          disabled={disabled}
          onChange={(texts) => change(texts)}
        />
      )
    case 'integer':
      return (
        <TextInput
          aria-label={name}
          size="xs"
          inputMode="numeric"
          value={value === null ? '' : String(value)}
          disabled={disabled}
          onChange={(event) => {
            const text = event.currentTarget.value.trim()
            if (/^-?\d{0,15}$/.test(text)) change(text === '' || text === '-' ? null : Number(text))
          }}
        />
      )
    default:
      return (
        <TextInput
          aria-label={name}
          size="xs"
          value={value === null ? '' : String(value)}
          disabled={disabled}
          placeholder={setting.value === null ? t.settings.open : ''}
          onChange={(event) =>
            change(event.currentTarget.value === '' && setting.value === null ? null : event.currentTarget.value)
          }
        />
      )
  }
}
