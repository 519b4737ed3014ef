import { ActionIcon, Button, CopyButton, Group, Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconCheck, IconLink, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { t } from '../words/index.ts'

interface Saved {
  readonly name: string
  /** The part of the address after "?". */
  readonly search: string
}

const stored = (place: string): readonly Saved[] => {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(found) ? found.filter((one): one is Saved => typeof one?.name === 'string') : []
  } catch {
    return []
  }
}

/**
 * Filters of a list under names, kept in this browser: what a list shows stands in its address, so a filter is one.
 * @param place whose filters: one list of one integration
 */
export function SavedFilters({ place }: { place: string }) {
  const key = `ledgerline.filters ${place}`
  const [saved, setSaved] = useState(() => stored(key))
  const [opened, open] = useState(false)
  const [name, setName] = useState('')
  const search = useSearch()
  const [path] = useLocation()
  const keep = (next: readonly Saved[]) => {
    setSaved(next)
    localStorage.setItem(key, JSON.stringify(next))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    keep([...saved.filter((one) => one.name !== name.trim()), { name: name.trim(), search }])
    setName('')
  }
  return (
    <Popover opened={opened} onChange={open} position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconBookmark size={14} />} onClick={() => open(!opened)}>
          {t.filters.title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t.filters.title}>
        {saved.length === 0 && <p className="quiet">{t.filters.none}</p>}
        {saved.map((one) => (
          <Group key={one.name} justify="space-between" wrap="nowrap">
            <Link href={one.search ? `${path}?${one.search}` : path} onClick={() => open(false)}>
              {one.name}
            </Link>
            <CopyButton value={`${location.origin}${path}${one.search ? `?${one.search}` : ''}`}>
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
              onClick={() => keep(saved.filter(({ name: its }) => its !== one.name))}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        ))}
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
            <Button size="xs" type="submit" disabled={name.trim() === ''}>
              {t.filters.save}
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
