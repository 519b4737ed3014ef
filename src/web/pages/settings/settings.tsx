import { Button, MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Json } from '../../../domain/record.ts'
import { settingUses } from '../../../domain/setting-uses.ts'
import type { Setting } from '../../../language/index.ts'
import { call } from '../../api/client.ts'
import { useRules } from '../../api/definition.ts'
import { useMay } from '../../api/queries.ts'
import { useGuard } from '../../kit/guard.ts'
import { Failed, Loaded } from '../../kit/loaded.tsx'
import { Moved } from '../../kit/moved.tsx'
import { Page } from '../../kit/page.tsx'
import { labelText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { SelectionBar } from '../../kit/toolbar.tsx'
import { useDraft } from '../../kit/use-draft.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './settings.module.css'

/** What flows and mappings read as settings: each with its meaning. Changes are proposed together, then decided. */
export default function Settings({ integration }: { integration: string }) {
  const rules = useRules(integration)
  return (
    <Page title={t.settings.title} lead={t.settings.lead}>
      <Loaded of={rules} lines={10}>
        {({ settings, flows, mappings }) => (
          <Editor
            key={integration}
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

const settingText = (value: Value): string =>
  value === null ? t.settings.open : Array.isArray(value) ? value.join(', ') : String(value)

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
  const { draft, moved, change, keep, drop, discard } = useDraft<Value>((name) => settings[name]?.value)
  useGuard(draft.size > 0)
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
              edits: [...draft].map(([name, { before, after }]) => ({
                ...{ do: 'set-setting', name, before: before as Json, after: after as Json },
              })),
            },
          ],
        },
      }),
    onSuccess: async ({ id }) => {
      discard()
      await client.invalidateQueries()
      go(routes.approval(integration, id))
    },
  })
  return (
    <>
      <ul className={css.settings}>
        {Object.entries(settings).map(([name, setting]) => (
          <li key={name} data-changed={draft.has(name) || undefined}>
            <div className={css.about}>
              <strong className="mono">{name}</strong>{' '}
              {setting.value === null && <State state="open" word={t.settings.open} />}
              <p>{labelText(setting.about)}</p>
              <p className={css.uses}>
                {uses.get(name)?.length
                  ? `${t.settings.readBy}${t.colon}${uses.get(name)!.join(', ')}`
                  : t.settings.readByNone}
              </p>
            </div>
            <div>
              <Field
                name={name}
                setting={setting}
                value={(draft.get(name) ?? { after: setting.value }).after}
                change={(value) => change(name, value)}
                disabled={!mayPropose}
              />
              {moved.has(name) && (
                <Moved now={settingText(setting.value)} keep={() => keep(name)} take={() => drop(name)} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {[...moved]
        .filter((name) => !(name in settings))
        .map((name) => (
          <div key={name}>
            <strong className="mono">{name}</strong>
            <Moved now={null} keep={() => {}} take={() => drop(name)} />
          </div>
        ))}
      {proposing.isError && <Failed error={proposing.error} />}
      {draft.size > 0 && (
        <SelectionBar says={plural(draft.size, t.valueMaps.changeOne, t.valueMaps.changeMany)}>
          {moved.size > 0 && <span>{t.draft.decideFirst}</span>}
          <Button size="xs" loading={proposing.isPending} disabled={moved.size > 0} onClick={() => proposing.mutate()}>
            {t.valueMaps.propose}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={discard}>
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
  const choices = 'oneOf' in setting ? setting.oneOf : undefined
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
    case 'texts': {
      const texts = Array.isArray(value) ? value : []
      return choices ? (
        <MultiSelect
          aria-label={name}
          size="xs"
          data={[...new Set([...choices, ...texts])]}
          value={texts}
          disabled={disabled}
          onChange={change}
        />
      ) : (
        <TagsInput aria-label={name} size="xs" value={texts} disabled={disabled} onChange={change} />
      )
    }
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
      if (choices) {
        const text = value === null ? '' : String(value)
        return (
          <Select
            aria-label={name}
            size="xs"
            data={[...new Set([...choices, text])].filter((one) => one !== '')}
            value={text === '' ? null : text}
            disabled={disabled}
            clearable={choices.includes('')}
            allowDeselect={choices.includes('')}
            placeholder={setting.value === null ? t.settings.open : ''}
            onChange={(chosen) => change(chosen ?? '')}
          />
        )
      }
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
