import { Button, Menu } from '@mantine/core'
import { IconBellOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { Loaded, problemOf } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { When } from '../../kit/when.tsx'
import { announce } from '../../shell/announcer.tsx'
import { t } from '../../words/index.ts'
import css from './home.module.css'

const dayMs = 24 * 3_600_000

/** What is unusual about the orders placed lately, each in a sentence with its numbers; a person mutes what they know of. */
export default function Unusual({ integration }: { integration: string }) {
  const found = useQuery(queries.unusual(integration))
  const mayMute = useMay('operate')
  const client = useQueryClient()
  const muting = useMutation({
    mutationFn: ({ key, until }: { key: string; until: string | null }) =>
      call('POST /api/integrations/:integration/unusual/mute', { params: { integration }, body: { key, until } }),
    onSuccess: async (done) => {
      await client.invalidateQueries({ queryKey: ['unusual'] })
      await client.invalidateQueries({ queryKey: ['report'] })
      announce(done.until === null ? t.unusual.unmuted : t.unusual.muted)
    },
  })
  return (
    <Section title={t.unusual.title}>
      {muting.isError && <Callout hue="red">{problemOf(muting.error)}</Callout>}
      <Loaded of={found} lines={2}>
        {({ at, from, unusual, more, mutes }) => (
          <>
            {unusual.every(({ muted }) => muted) && (
              <p className={css.none}>{from === null || from > at ? t.unusual.tooEarly : t.unusual.none}</p>
            )}
            <ul className={css.notes}>
              {unusual
                .filter(({ muted }) => !muted)
                .map(({ key, says }) => (
                  <li key={key}>
                    {says}{' '}
                    {mayMute && (
                      <Menu position="bottom-start">
                        <Menu.Target>
                          <Button size="compact-xs" variant="default" leftSection={<IconBellOff size={14} />}>
                            {t.unusual.mute}
                          </Button>
                        </Menu.Target>
                        <Menu.Dropdown>
                          {[1, 7, 30].map((days) => (
                            <Menu.Item
                              key={days}
                              onClick={() =>
                                muting.mutate({ key, until: new Date(Date.now() + days * dayMs).toISOString() })
                              }
                            >
                              {days === 1 ? t.unusual.oneDay : `${days} ${t.unusual.days}`}
                            </Menu.Item>
                          ))}
                        </Menu.Dropdown>
                      </Menu>
                    )}
                  </li>
                ))}
              {more.map((says) => (
                <li key={says}>{says}</li>
              ))}
              {mutes.map(({ key, until, by }) => (
                <li key={`muted ${key}`}>
                  <span className="quiet">
                    {key}: {t.unusual.mutedUntil} <When at={until} plain /> ({by})
                  </span>{' '}
                  {mayMute && (
                    <Button size="compact-xs" variant="default" onClick={() => muting.mutate({ key, until: null })}>
                      {t.unusual.unmute}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Section>
  )
}
