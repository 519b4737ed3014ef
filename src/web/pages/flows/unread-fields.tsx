import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { useLocation } from 'wouter'
import type { CustomFields } from '../../../domain/custom-fields.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import ofCards from '../../kit/cards.module.css'
import { useGuard } from '../../kit/guard.ts'
import { Empty, Failed, Loaded } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { entityText, systemText } from '../../kit/record.ts'
import { SelectionBar } from '../../kit/toolbar.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './flows.module.css'
import { editsToRead, type UnreadField, type WantedField } from './read-fields.ts'

const keyOf = (entity: string, { path }: UnreadField) => `${entity} ${path}`

/**
 * What records of these entities hold that the hub does not read yet. A click adds one to the custom fields; what was clicked is
 * proposed together, and a person decides.
 */
export function UnreadFields({
  integration,
  entities,
  known,
}: {
  integration: string
  entities: readonly string[]
  known: CustomFields
}) {
  const [entity, choose] = useState<string | null>(null)
  const [wanted, want] = useState<ReadonlyMap<string, WantedField>>(new Map())
  useGuard(wanted.size > 0)
  const [, go] = useLocation()
  const client = useQueryClient()
  const all = [...wanted.values()]
  const proposing = useMutation({
    mutationFn: () =>
      call('POST /api/proposals', {
        body: {
          integration,
          title: `${t.unread.change} ${all.map(({ found }) => found.path).join(', ')}`.slice(0, 200),
          reason: t.unread.reason,
          changes: [{ do: 'edit-definition', edits: editsToRead(known, all) }],
        },
      }),
    onSuccess: async ({ id }) => {
      want(new Map())
      await client.invalidateQueries()
      go(routes.approval(integration, id))
    },
  })
  const put = (key: string, field: WantedField | null) => {
    const next = new Map(wanted)
    if (field) next.set(key, field)
    else next.delete(key)
    want(next)
  }
  return (
    <Section title={t.unread.title} aside={t.unread.lead} padded>
      <Select
        label={t.unread.of}
        data={entities.map((value) => ({ value, label: `${systemText(value)}${t.colon}${entityText(value)}` }))}
        value={entity}
        onChange={choose}
        size="sm"
        w={280}
        mb={12}
      />
      {entity && <Found integration={integration} entity={entity} wanted={wanted} put={put} />}
      {proposing.isError && <Failed error={proposing.error} />}
      {wanted.size > 0 && (
        <SelectionBar says={plural(wanted.size, t.flows.fieldOne, t.flows.fieldMany)}>
          <Button
            size="xs"
            loading={proposing.isPending}
            disabled={all.some(({ about }) => about.trim() === '')}
            onClick={() => proposing.mutate()}
          >
            {t.unread.propose}
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => want(new Map())}>
            {t.valueMaps.discard}
          </Button>
        </SelectionBar>
      )}
    </Section>
  )
}

function Found({
  integration,
  entity,
  wanted,
  put,
}: {
  integration: string
  entity: string
  wanted: ReadonlyMap<string, WantedField>
  put: (key: string, field: WantedField | null) => void
}) {
  const found = useQuery(queries.unreadFields(integration, entity))
  const [mayPropose, maySeePeople] = [useMay('propose'), useMay('people')]
  return (
    <Loaded of={found}>
      {(answer) =>
        answer.found.length === 0 ? (
          <Empty title={t.unread.none} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
          <section className={css.scroll} aria-label={t.unread.title} tabIndex={0}>
            <table className={`${css.table} ${ofCards.cards}`}>
              <thead>
                <tr>
                  <th scope="col">{t.flows.target}</th>
                  <th scope="col">{t.flows.type}</th>
                  <th scope="col">{t.unread.samples}</th>
                  <th scope="col">{t.unread.action}</th>
                </tr>
              </thead>
              <tbody>
                {answer.found.map((one) => {
                  const key = keyOf(entity, one)
                  const its = wanted.get(key)
                  const add = () =>
                    put(key, {
                      ...{ entity, found: one, about: t.unread.aboutOf(one.path, systemText(entity)) },
                      // Who does not look at it hides too much, and shows nobody.
                      personal: one.type === 'text',
                    })
                  return (
                    <Fragment key={key}>
                      <tr data-group={its !== undefined || undefined}>
                        <th scope="row">{one.path}</th>
                        <td className={css.type}>{t.flows.types[one.type]}</td>
                        <td>
                          {one.from
                            ? `${one.from.view}.${one.from.column}`
                            : maySeePeople && one.samples.join(' · ').slice(0, 80)}
                        </td>
                        <td>
                          <Button
                            size="compact-xs"
                            variant="default"
                            disabled={!mayPropose}
                            aria-label={`${its ? t.unread.takeOut : t.unread.add} ${one.path}`}
                            onClick={() => (its ? put(key, null) : add())}
                          >
                            {its ? t.unread.takeOut : t.unread.add}
                          </Button>
                        </td>
                      </tr>
                      {its && (
                        <tr data-group>
                          <td colSpan={4}>
                            <TextInput
                              label={`${t.unread.about} ${one.path}`}
                              size="xs"
                              maxLength={500}
                              required
                              value={its.about}
                              onChange={(event) => put(key, { ...its, about: event.currentTarget.value })}
                            />
                            <Checkbox
                              label={t.unread.personal}
                              size="xs"
                              mt={8}
                              checked={its.personal}
                              onChange={(event) => put(key, { ...its, personal: event.currentTarget.checked })}
                            />
                          </td>
                        </tr>
                      )}
                    </Fragment>
                  )
                })}
              </tbody>
            </table>
          </section>
        )
      }
    </Loaded>
  )
}
