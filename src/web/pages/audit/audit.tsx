import { Button, TextInput } from '@mantine/core'
import { IconSearch, IconShieldCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { actorText } from '../../../domain/person.ts'
import type { Json } from '../../../domain/record.ts'
import type { AnswerOf } from '../../../routes/index.ts'
import { addressOf } from '../../../routes/request.ts'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import ofCards from '../../kit/cards.module.css'
import { CsvButton } from '../../kit/csv-button.tsx'
import { Empty, Failed, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { labelText, valueText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { Toolbar } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { When } from '../../kit/when.tsx'
import { t } from '../../words/index.ts'
import css from './audit.module.css'

type Line = AnswerOf<'GET /api/audit'>[number]
const details = (line: Line) => (JSON.stringify(line.details) === '{}' ? '' : JSON.stringify(line.details))

/** Ids are shown by their beginning; the file has them whole. */
const longId = /\b[0-9a-f]{8}-[0-9a-f-]{27}\b/
const detailText = (value: Json): string => (Array.isArray(value) ? value.map(valueText).join(', ') : valueText(value))
const shortText = (text: string) => (/^[0-9a-f]{32,}$/.test(text) ? `${text.slice(0, 12)}…` : text)

/** Who decided and changed what, in the order it happened. Each line is chained to the one before, so none can be changed unseen. */
export default function Audit() {
  const [{ search }, set] = useUrlState(['search'])
  const lines = useQuery(queries.audit({ limit: 500 }))
  const verifying = useMutation({ mutationFn: () => call('GET /api/audit/verify') })
  const wanted = search.trim().toLowerCase()
  const shown = (rows: readonly Line[]) =>
    rows.filter(
      (line) =>
        wanted === '' ||
        [line.deed, line.subject, actorText(line.actor), details(line)].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
    )
  return (
    <Page
      title={t.audit.title}
      lead={t.audit.lead}
      actions={
        <Button
          variant="default"
          leftSection={<IconShieldCheck size={16} />}
          loading={verifying.isPending}
          onClick={() => verifying.mutate()}
        >
          {t.audit.verify}
        </Button>
      }
    >
      {verifying.isError && <Failed error={verifying.error} />}
      {verifying.data && (
        <p className={css.verified} role="status">
          <State
            state={verifying.data.brokenAt === null ? 'ok' : 'failed'}
            word={verifying.data.brokenAt === null ? t.audit.whole : t.audit.broken}
          />
          {verifying.data.brokenAt === null
            ? `${verifying.data.lines} ${t.audit.linesWhole}`
            : `${t.audit.brokenAt} ${verifying.data.brokenAt}`}
        </p>
      )}
      <Toolbar
        end={
          lines.data &&
          (wanted === '' ? (
            <CsvButton href={addressOf('GET /api/audit.csv', { query: {} }).path} />
          ) : (
            <CsvButton
              name="audit"
              rows={() => [
                [t.audit.line, t.audit.at, t.audit.who, t.audit.deed, t.audit.subject, t.audit.details],
                ...shown(lines.data).map((line) => [
                  ...[String(line.sequence), line.at, actorText(line.actor), line.deed, line.subject, details(line)],
                ]),
              ]}
            />
          ))
        }
      >
        <TextInput
          aria-label={t.audit.search}
          placeholder={t.audit.search}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => set({ search: event.currentTarget.value })}
          w={280}
        />
      </Toolbar>
      <Loaded of={lines} lines={8}>
        {(rows) => {
          const found = shown(rows)
          if (found.length === 0) return <Empty title={wanted ? t.audit.noneMatch : t.audit.none} />
          return (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
            <section className={css.scroll} aria-label={t.audit.title} tabIndex={0}>
              <table className={`${css.table} ${ofCards.cards}`}>
                <thead>
                  <tr>
                    <th scope="col">{t.audit.line}</th>
                    <th scope="col">{t.audit.at}</th>
                    <th scope="col">{t.audit.who}</th>
                    <th scope="col">{t.audit.deed}</th>
                    <th scope="col">{t.audit.subject}</th>
                    <th scope="col">{t.audit.details}</th>
                  </tr>
                </thead>
                <tbody>
                  {found.map((line) => (
                    <tr key={line.sequence}>
                      <td className="number quiet">{line.sequence}</td>
                      <td>
                        <When at={line.at} plain />
                      </td>
                      <td>{labelText(actorText(line.actor))}</td>
                      <td>{(t.audit.deeds as Readonly<Record<string, string>>)[line.deed] ?? line.deed}</td>
                      <td>{line.subject.replace(longId, (id) => id.slice(0, 8))}</td>
                      <td className={css.details}>
                        {Object.entries(line.details ?? {}).map(([name, value]) => (
                          <div key={name} title={detailText(value)}>
                            {name}: {shortText(detailText(value))}
                          </div>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )
        }}
      </Loaded>
    </Page>
  )
}
