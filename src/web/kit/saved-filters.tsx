import { ActionIcon, Button, CopyButton, Group, Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconCheck, IconLink, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { call } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'
import { Loaded, problemOf } from './loaded.tsx'

/**
 * Filters of a list that the reader has saved under names, the same in each of their browsers: what a list shows stands in
 * its address, so a filter is one. Who came in without a person's sign-in has none.
 * @param list "incidents", "approvals", or the entity of a list of records
 */
export function SavedFilters({ integration, list }: { integration: string; list: string }) {
  const me = useQuery(queries.me())
  const [opened, open] = useState(false)
  const [name, setName] = useState('')
  const client = useQueryClient()
  const { queryKey, ...read } = queries.filters(integration, list)
  const saved = useQuery({ queryKey, ...read, enabled: opened })
  const changing = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  })
  const search = useSearch()
  const [path] = useLocation()
  const addressOf = (query: Readonly<Record<string, string>>) => {
    const its = new URLSearchParams(query)
    return its.size > 0 ? `${path}?${its}` : path
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const query = Object.fromEntries(new URLSearchParams(search))
    changing.mutate(async () => {
      await call('PUT /api/filters', { body: { integration, list, name: name.trim(), query } })
      setName('')
    })
  }
  const remove = (id: string) => changing.mutate(() => call('DELETE /api/filters/:id', { params: { id } }))
  if (!me.data?.session) return null
  return (
    <Popover opened={opened} onChange={open} position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconBookmark size={14} />} onClick={() => open(!opened)}>
          {t.filters.title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.filters.title}>
        {changing.isError && <Callout hue="red">{problemOf(changing.error)}</Callout>}
        <Loaded of={saved} lines={1}>
          {(filters) => (
            <>
              {filters.length === 0 && <p className="quiet">{t.filters.none}</p>}
              {filters.map((one) => (
                <Group key={one.id} justify="space-between" wrap="nowrap">
                  <Link href={addressOf(one.query)} onClick={() => open(false)}>
                    {one.name}
                  </Link>
                  <CopyButton value={`${location.origin}${addressOf(one.query)}`}>
                    {({ copied, copy }) => (
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        ml="auto"
                        aria-label={copied ? t.actions.copied : `${t.filters.copyLink} ${one.name}`}
                        onClick={copy}
                      >
                        {copied ? <IconCheck size={15} /> : <IconLink size={15} />}
                      </ActionIcon>
                    )}
                  </CopyButton>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`${t.filters.remove} ${one.name}`}
                    onClick={() => remove(one.id)}
                  >
                    <IconTrash size={15} />
                  </ActionIcon>
                </Group>
              ))}
            </>
          )}
        </Loaded>
        <form onSubmit={submit}>
          <Group gap={8} mt={8} wrap="nowrap">
            <TextInput
              size="xs"
              aria-label={t.filters.name}
              placeholder={t.filters.name}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={60}
              style={{ flex: 1 }}
            />
            <Button size="xs" type="submit" disabled={name.trim() === ''} loading={changing.isPending}>
              {t.filters.save}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
