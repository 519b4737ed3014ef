import { Autocomplete, Button } from '@mantine/core'
import type { ValueMap } from '../../../language/index.ts'
import type { AnswerOf, EntrySuggestion } from '../../../routes/index.ts'
import ofCards from '../../kit/cards.module.css'
import type { Draft } from '../../kit/draft.ts'
import { Empty } from '../../kit/loaded.tsx'
import { Moved } from '../../kit/moved.tsx'
import { entityText, labelText, sentenceText, systemText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { t } from '../../words/index.ts'
import type { OneEach } from './draft.ts'
import css from './value-maps.module.css'

/** An entry with what both systems call it, as far as they were asked. */
export type GridRow = OneEach & {
  readonly fromName: string | null
  readonly toName: string | null
  readonly state: AnswerOf<'GET /api/integrations/:integration/value-maps/:valueMap'>['entries'][number]['state']
}

interface GridProps {
  readonly map: ValueMap
  readonly rows: readonly GridRow[]
  /** null: taken out of the map. */
  readonly draft: Draft<string | null>
  readonly change: (from: string, to: string) => void
  /** Values that somebody else has answered since they were typed. */
  readonly moved: ReadonlySet<string>
  readonly keep: (from: string) => void
  readonly drop: (from: string) => void
  readonly takeOut: (from: string) => void
  /** Whether the map has the value: what it does not have cannot be taken out. */
  readonly isStored: (from: string) => boolean
  readonly mayEdit: boolean
  readonly suggestions: readonly EntrySuggestion[]
  /** What an entry may stand for. */
  readonly choices: readonly { readonly key: string; readonly name: string }[]
}

/** More rows than this are searched, not scrolled. */
const most = 300
const mostChoices = 50

/** A row a value: what it is called on both sides, and what is typed in its place. */
export function Grid({
  map,
  rows,
  draft,
  change,
  moved,
  keep,
  drop,
  takeOut,
  isStored,
  mayEdit,
  suggestions,
  choices,
}: GridProps) {
  if (rows.length === 0)
    return <Empty title={t.valueMaps.none}>{map.entries.length === 0 ? t.valueMaps.noneText : null}</Empty>
  const { between } = map
  const nameOf = new Map(choices.map(({ key, name }) => [key, name]))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section className={css.scroll} aria-label={labelText(map.about)} tabIndex={0}>
      <table className={`${css.table} ${ofCards.cards}`}>
        <thead>
          <tr>
            <th scope="col">
              {between ? `${systemText(between.from.entity)} ${entityText(between.from.entity)}` : t.valueMaps.from}
            </th>
            <th scope="col">
              {between ? `${systemText(between.to.entity)} ${entityText(between.to.entity)}` : t.valueMaps.to}
            </th>
            <th scope="col">{t.valueMaps.state}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most).map(({ from, label, to, answers, why, state, fromName, toName }) => {
            const shown = fromName ?? label
            const typed = draft.get(from)?.after
            const candidates = suggestions.find(({ key }) => key === from)?.candidates ?? []
            const [best] = candidates
            return (
              <tr key={from} data-changed={typed !== undefined || undefined}>
                <th scope="row">
                  {shown ?? from} {shown && <span className="mono quiet">{from}</span>}
                </th>
                <td>
                  {mayEdit ? (
                    <Autocomplete
                      aria-label={`${t.valueMaps.to}${t.colon}${shown ?? from}`}
                      size="xs"
                      value={typed === null ? '' : (typed ?? to ?? '')}
                      disabled={typed === null}
                      placeholder={t.valueMaps.openPlaceholder}
                      data={[...new Set([...candidates, ...choices].map(({ key }) => key))]}
                      limit={mostChoices}
                      renderOption={({ option: { value } }) => (
                        <span>
                          <span className="mono">{value}</span> {nameOf.get(value)}
                        </span>
                      )}
                      onChange={(value) => change(from, value)}
                    />
                  ) : (
                    <span className="mono">{to ?? '–'}</span>
                  )}
                  {moved.has(from) && <Moved now={to ?? ''} keep={() => keep(from)} take={() => drop(from)} />}
                  {to === null && best && typed === undefined && (
                    <p className={css.why}>
                      {best.label} ({best.key}): {best.reasons.map(sentenceText).join(' ')}
                    </p>
                  )}
                  {answers && typed === undefined && (
                    <p className={css.why}>
                      {t.valueMaps.twice} {answers.map((one) => one || '–').join(', ')}
                    </p>
                  )}
                  {to !== null && typed === undefined && toName && <p className={css.why}>{toName}</p>}
                  {to !== null && why && <p className={css.why}>{why}</p>}
                </td>
                <td>
                  {typed === null ? (
                    <State state="running" word={t.valueMaps.takenOut} />
                  ) : typed !== undefined ? (
                    <State state="running" word={t.valueMaps.changed} />
                  ) : to === null ? (
                    <State state="open" word={t.valueMaps.missing} />
                  ) : state === 'unused' ? (
                    <State state="skipped" word={t.valueMaps.unused} />
                  ) : state === 'gone' ? (
                    <State state="failed" word={t.valueMaps.gone} />
                  ) : (
                    <State state="ok" word={t.valueMaps.mapped} />
                  )}
                  {mayEdit && isStored(from) && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="gray"
                      aria-label={`${typed === null ? t.valueMaps.putBack : t.valueMaps.takeOut}${t.colon}${shown ?? from}`}
                      onClick={() => (typed === null ? drop(from) : takeOut(from))}
                    >
                      {typed === null ? t.valueMaps.putBack : t.valueMaps.takeOut}
                    </Button>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > most && (
        <p className={css.note}>
          {rows.length - most} {t.valueMaps.more}
        </p>
      )}
    </section>
  )
}
