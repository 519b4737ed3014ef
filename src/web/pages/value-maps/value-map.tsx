import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconSearch, IconUpload } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { ValueMap as MapOf } from '../../../language/index.ts'
import { call } from '../../api/client.ts'
import { useRules } from '../../api/definition.ts'
import { queries, useMay } from '../../api/queries.ts'
import { takenOut, valueEdit } from '../../api/value-edit.ts'
import { Callout } from '../../kit/callout.tsx'
import { readCsv, textOf } from '../../kit/csv.ts'
import { downloadCsv } from '../../kit/download-csv.ts'
import { useGuard } from '../../kit/guard.ts'
import { Empty, Failed, Loaded, problemOf } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { labelText, sentenceText } from '../../kit/record.ts'
import { SelectionBar, Toolbar, Views } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { useDraft } from '../../kit/use-draft.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import { draftOfCsv, oneEach, type ValueEntry } from './draft.ts'
import { Grid, type GridRow } from './grid.tsx'
import css from './value-maps.module.css'

/** One value map as a grid. Edits stay here as a draft until they are proposed together. */
export default function ValueMap({ integration, id }: { integration: string; id: string }) {
  const rules = useRules(integration)
  const map = rules.data?.valueMaps.find((one) => one.id === id)
  return (
    <Page
      title={map ? labelText(map.about) : id}
      above={<Link href={routes.valueMaps(integration)}>{t.valueMaps.title}</Link>}
      lead={<span className="mono">{id}</span>}
    >
      <Loaded of={rules} lines={10}>
        {() => (map ? <Editor map={map} integration={integration} /> : <Empty title={t.flows.noSuch} />)}
      </Loaded>
    </Page>
  )
}

function Editor({ map, integration }: { map: MapOf; integration: string }) {
  const stored = oneEach(map.entries)
  const isStored = (from: string) => stored.some((entry) => entry.from === from)
  /** An open question is an empty text, and so is a value that the map does not have. */
  const answerOf = (from: string) => stored.find((entry) => entry.from === from)?.to ?? ''
  const { draft, moved, change, keep, drop, discard } = useDraft<string | null>(answerOf)
  const [{ search, show }, set] = useUrlState(['search', 'show'])
  const [found, setFound] = useState<string | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const mayPropose = useMay('propose')
  const suggestions = useQuery({ ...queries.suggestions(integration, map.id), enabled: map.between !== undefined })
  const grid = useQuery(queries.valueMapGrid(integration, map.id))
  const [, go] = useLocation()
  const client = useQueryClient()
  useGuard(draft.size > 0)

  const proposing = useMutation({
    mutationFn: () =>
      call('POST /api/proposals', {
        body: {
          integration,
          title: `${t.valueMaps.change} ${map.id}`,
          reason: `${t.valueMaps.changedByHand} ${map.about}`,
          changes: [
            {
              do: 'edit-definition',
              edits: [...draft]
                .filter(([, { before, after }]) => after?.trim() !== before)
                .flatMap(([from, { after }]) =>
                  after === null ? takenOut(map, from) : [valueEdit(map, { valueMap: map.id, from }, after)],
                ),
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

  // What the hub has asked both systems: names, and values of the shop that the map does not have.
  const named = new Map((grid.data?.entries ?? []).map((one) => [one.from, one]))
  const missing = [...named.values()].filter(({ state }) => state === 'missing')
  const known = [...stored, ...missing.map(({ from }): ValueEntry => ({ from, to: null }))]
  const added = [...draft]
    .filter(([from]) => !known.some((entry) => entry.from === from))
    .map(([from]): ValueEntry => ({ from, to: null }))
  const all = [...known, ...added].map((entry): GridRow => {
    const its = named.get(entry.from)
    const state = its?.state ?? (entry.to === null ? 'open' : 'answered')
    return { ...entry, state, fromName: its?.fromName ?? null, toName: its?.toName ?? null }
  })
  const open = all.filter(({ to }) => to === null)
  const doubtful = all.filter(({ state }) => state === 'unused' || state === 'gone')
  const wanted = search.trim().toLowerCase()
  const rows = (show === 'open' ? open : show === 'doubtful' ? doubtful : all)
    .filter(
      ({ from, label, to, fromName, toName }) =>
        wanted === '' || [from, label, to, fromName, toName].some((text) => text?.toLowerCase().includes(wanted)),
    )
    // Open questions first, whatever the file's order.
    .toSorted((a, b) => Number(b.to === null) - Number(a.to === null))
  const take = async (text: string) => {
    const { read, problems } = draftOfCsv(map, readCsv(text))
    for (const [from, to] of read) change(from, to)
    setFound([plural(read.size, t.valueMaps.readOne, t.valueMaps.readMany), ...problems].join(' '))
  }
  return (
    <>
      <Toolbar
        end={
          <>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconDownload size={14} />}
              onClick={() =>
                downloadCsv(`${map.id}.csv`, [
                  ['from', 'label', 'to', 'name', 'state'],
                  ...all.map(({ from, fromName, label, to, toName, state }) => [
                    ...[from, fromName ?? label ?? '', to ?? '', toName ?? '', state],
                  ]),
                ])
              }
            >
              CSV
            </Button>
            {mayPropose && (
              <Button
                variant="default"
                size="xs"
                leftSection={<IconUpload size={14} />}
                onClick={() => file.current?.click()}
              >
                {t.valueMaps.readCsv}
              </Button>
            )}
            <input
              ref={file}
              type="file"
              accept=".csv,text/csv"
              hidden
              aria-label={t.valueMaps.readCsv}
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? []
                if (file) void textOf(file).then(take)
              }}
            />
          </>
        }
      >
        <TextInput
          aria-label={t.valueMaps.search}
          placeholder={t.valueMaps.search}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => set({ search: event.currentTarget.value })}
          w={260}
        />
        <Views
          label={t.valueMaps.show}
          value={show}
          onChange={(value) => set({ show: value })}
          options={[
            { value: '', label: t.records.all, count: all.length },
            { value: 'open', label: t.valueMaps.open, count: open.length },
            ...(doubtful.length > 0
              ? [{ value: 'doubtful', label: t.valueMaps.doubtful, count: doubtful.length }]
              : []),
          ]}
        />
      </Toolbar>
      {found && <Callout hue="grey">{found}</Callout>}
      {grid.isError && <p className={css.note}>{problemOf(grid.error)}</p>}
      {grid.data && grid.data.unchecked.length > 0 && (
        <p className={css.note}>{grid.data.unchecked.map(sentenceText).join(' ')}</p>
      )}
      {suggestions.isError && <p className={css.note}>{problemOf(suggestions.error)}</p>}
      <Grid
        map={map}
        rows={rows}
        draft={draft}
        change={change}
        moved={moved}
        keep={keep}
        drop={drop}
        takeOut={(from) => change(from, null)}
        isStored={isStored}
        mayEdit={mayPropose}
        suggestions={suggestions.data?.entries ?? []}
        choices={grid.data?.choices ?? []}
      />
      {mayPropose && <AddValue add={change} />}
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

/** A value that no order has asked for yet. It joins the draft. */
function AddValue({ add }: { add: (from: string, to: string) => void }) {
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  return (
    <form
      className={css.add}
      onSubmit={(event) => {
        event.preventDefault()
        add(from.trim(), to.trim())
        setFrom('')
        setTo('')
      }}
    >
      <TextInput
        size="xs"
        label={t.valueMaps.newFrom}
        maxLength={200}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t.valueMaps.newTo}
        maxLength={200}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button size="xs" variant="default" type="submit" disabled={from.trim() === '' || to.trim() === ''}>
        {t.valueMaps.add}
      </Button>
    </form>
  )
}
