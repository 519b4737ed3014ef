import { Button, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import { addPasskey, knowsPasskeys } from '../../api/passkey.ts'
import { queries } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { Empty, Loaded, problemOf } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import ofRows from '../../kit/rows.module.css'
import { When } from '../../kit/when.tsx'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import { browserName } from './browser-name.ts'
import css from './factors.module.css'

type Doing = { readonly do: 'add' } | { readonly do: 'remove' | 'name'; readonly id: string; readonly name: string }

/** Keys of this person's devices: added, named, taken away. */
export function Passkeys() {
  const passkeys = useQuery(queries.passkeys())
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  const possible = passkeys.data?.possible === true && knowsPasskeys()
  return (
    <Section
      title={t.passkeys.title}
      aside={
        possible && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setDoing({ do: 'add' })}
          >
            {t.passkeys.add}
          </Button>
        )
      }
    >
      <Loaded of={passkeys}>
        {({ passkeys: rows }) =>
          rows.length === 0 ? (
            <Empty title={t.passkeys.none}>{possible ? t.passkeys.text : t.passkeys.impossible}</Empty>
          ) : (
            <ul className={ofRows.list}>
              {rows.map(({ id, name, at, usedAt, here }) => (
                <li key={id}>
                  <span className={css.words}>
                    <strong>{name}</strong> {!here && <span className="quiet">{t.passkeys.elsewhere}</span>}
                  </span>
                  <span className="quiet">
                    {usedAt ? t.passkeys.used : t.passkeys.added} <When at={usedAt ?? at} plain />
                  </span>
                  {doing?.do === 'name' && doing.id === id ? (
                    <Name id={id} name={name} close={close} />
                  ) : (
                    <Button size="compact-xs" variant="default" onClick={() => setDoing({ do: 'name', id, name })}>
                      {t.passkeys.rename}
                    </Button>
                  )}
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`${t.people.remove}${t.colon}${name}`}
                    onClick={() => setDoing({ do: 'remove', id, name })}
                  >
                    {t.people.remove}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {doing?.do === 'add' && <Add close={close} />}
      {doing?.do === 'remove' && (
        <ConfirmDialog
          title={`${t.people.remove}${t.colon}${doing.name}`}
          close={close}
          act={async (by) => {
            await call('POST /api/factors/passkeys/:id/remove', { params: { id: doing.id }, body: { by } })
            announce(t.factors.removed)
            return null
          }}
        >
          <p>{t.passkeys.removeText}</p>
        </ConfirmDialog>
      )}
    </Section>
  )
}

function Add({ close }: { close: () => void }) {
  const [name, setName] = useState(browserName(navigator.userAgent) ?? '')
  return (
    <ConfirmDialog
      title={t.passkeys.add}
      close={close}
      ready={name.trim() !== ''}
      act={async (by) => {
        await addPasskey(by, name)
        announce(t.passkeys.isAdded)
        return null
      }}
    >
      <p>{t.passkeys.addText}</p>
      <TextInput
        mt="md"
        label={t.people.name}
        maxLength={60}
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </ConfirmDialog>
  )
}

function Name({ id, name, close }: { id: string; name: string; close: () => void }) {
  const [typed, setTyped] = useState(name)
  const client = useQueryClient()
  const naming = useMutation({
    mutationFn: () => call('POST /api/factors/passkeys/:id/name', { params: { id }, body: { name: typed } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['passkeys'] })
      close()
    },
  })
  return (
    <form
      className={css.naming}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        naming.mutate()
      }}
    >
      {naming.isError && <Callout hue="red">{problemOf(naming.error)}</Callout>}
      <TextInput
        size="xs"
        aria-label={t.people.name}
        maxLength={60}
        required
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button size="compact-xs" type="submit" loading={naming.isPending}>
        {t.actions.save}
      </Button>
    </form>
  )
}
