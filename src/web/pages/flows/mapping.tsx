import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Json, RecordValue } from '../../../domain/record.ts'
import type { Mapping as MappingOf } from '../../../language/index.ts'
import type { DescribedField, RecordStory } from '../../../routes/index.ts'
import { useRules } from '../../api/definition.ts'
import { queries } from '../../api/queries.ts'
import ofCards from '../../kit/cards.module.css'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { entityText, labelText, systemText, valueText } from '../../kit/record.ts'
import { Toolbar } from '../../kit/toolbar.tsx'
import { useUrlState } from '../../kit/url-state.ts'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './flows.module.css'
import { fieldAt, mappingRows } from './mapping-rows.ts'
import { UnreadFields } from './unread-fields.tsx'

/** How one record becomes another: a row a field of the target, its type, its source, and what it gives for a real order. */
export default function Mapping({ integration, id }: { integration: string; id: string }) {
  const rules = useRules(integration)
  const mapping = rules.data?.mappings.find((one) => one.id === id)
  const [{ order }, set] = useUrlState(['order'])
  const recent = useQuery(queries.outcomes(integration, { limit: 50, state: 'done' }))
  const sample = order || recent.data?.[0]?.order || ''
  const story = useQuery({
    ...queries.story(integration, { entity: 'prestashop.order', key: sample }),
    enabled: sample !== '',
  })
  const made = story.data && mapping ? documentOf(story.data, mapping.to) : null
  const entities = useQuery(queries.entities(integration))
  const target = entities.data?.find(({ entity }) => entity === mapping?.to)?.fields ?? []
  return (
    <Page
      title={mapping ? labelText(mapping.about) : id}
      above={<Link href={routes.flows(integration)}>{t.flows.title}</Link>}
      lead={mapping && <Made mapping={mapping} />}
    >
      <Toolbar>
        <Select
          label={t.flows.sample}
          description={t.flows.sampleText}
          data={(recent.data ?? []).map((one) => one.order)}
          value={sample || null}
          onChange={(value) => set({ order: value ?? '' })}
          searchable
          size="sm"
          w={280}
        />
      </Toolbar>
      <Loaded of={rules} lines={10}>
        {({ customFields }) =>
          mapping ? (
            <>
              <Table mapping={mapping} target={target} made={made} sample={sample} />
              <UnreadFields integration={integration} entities={entitiesOf(mapping)} known={customFields} />
            </>
          ) : (
            <Empty title={t.flows.noSuch} />
          )
        }
      </Loaded>
    </Page>
  )
}

/** Of both systems, what it is made of and what it makes; the hub's own have no fields but those that it reads. */
const entitiesOf = ({ from, lists = {}, to }: MappingOf) =>
  [...new Set([...Object.values(from), ...Object.values(lists), to])].filter((entity) => !entity.startsWith('hub.'))

const Made = ({ mapping: { from, to } }: { mapping: MappingOf }) => (
  <>
    {Object.entries(from)
      .map(([name, entity]) => `${systemText(entity)} ${entityText(entity)} (${name})`)
      .join(', ')}{' '}
    → {systemText(to)} {entityText(to)}
  </>
)

/** What a run of this order meant to write: the whole document as the mapping made it. */
function documentOf({ journal }: RecordStory, entity: string): RecordValue | null {
  for (const { entry } of journal.toReversed())
    if (entry.kind === 'intended' && entry.write.record.entity === entity) return entry.write.full as RecordValue
  return null
}

function Table({
  mapping,
  target,
  made,
  sample,
}: {
  mapping: MappingOf
  target: readonly DescribedField[]
  made: RecordValue | null
  sample: string
}) {
  const rows = mappingRows(mapping)
  return (
    <>
      <Section title={t.flows.fields}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
        <section className={css.scroll} aria-label={t.flows.fields} tabIndex={0}>
          <table className={`${css.table} ${ofCards.cards}`}>
            <thead>
              <tr>
                <th scope="col">{t.flows.target}</th>
                <th scope="col">{t.flows.type}</th>
                <th scope="col">{t.flows.source}</th>
                <th scope="col">
                  {t.flows.result} {sample}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, expression, depth, list }) => (
                <tr key={path.join('.')} data-group={list || undefined}>
                  <th scope="row" style={{ paddingLeft: 16 + depth * 18 }}>
                    {path.at(-1)}
                  </th>
                  <td className={css.type}>{typeText(fieldAt(target, path))}</td>
                  <td className="mono">{expression}</td>
                  <td className={css.result}>{list ? '' : resultText(made, path)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Section>
      {mapping.let && (
        <Section title={t.flows.between} aside={t.flows.betweenText}>
          <dl className={css.lets}>
            {Object.entries(mapping.let).map(([name, expression]) => (
              <div key={name}>
                <dt className="mono">{name}</dt>
                <dd className="mono">{expression}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
    </>
  )
}

const typeText = (field: DescribedField | undefined) =>
  field &&
  [
    field.values ? t.flows.oneOf(field.values) : t.flows.types[field.type],
    ...(field.maxLength ? [t.flows.characters(field.maxLength)] : []),
    ...(field.optional ? [] : [t.flows.needed]),
  ].join(', ')

/** The value at a path; of a list that of its first row. */
function resultText(made: RecordValue | null, path: readonly string[]): string {
  let value: Json | undefined = made ?? undefined
  for (const name of path) {
    if (Array.isArray(value)) value = value[0]
    value = value !== null && typeof value === 'object' && !Array.isArray(value) ? value[name] : undefined
  }
  return value === undefined ? '' : valueText(value)
}
