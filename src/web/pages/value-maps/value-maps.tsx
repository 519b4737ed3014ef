import { IconChevronRight } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useRules } from '../../api/definition.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { labelText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './value-maps.module.css'

/** Which value of one system stands for which of the other. Those with open questions come first. */
export default function ValueMaps({ integration }: { integration: string }) {
  const rules = useRules(integration)
  return (
    <Page title={t.valueMaps.title} lead={t.valueMaps.lead}>
      <Loaded of={rules}>
        {({ valueMaps }) => (
          <ul className={css.maps}>
            {valueMaps
              .map((map) => ({ ...map, open: map.entries.filter(({ to }) => to === null).length }))
              .toSorted((a, b) => b.open - a.open || b.entries.length - a.entries.length)
              .map(({ id, about, entries, open }) => (
                <li key={id}>
                  <Link href={routes.valueMap(integration, id)}>
                    <span>
                      <strong>{labelText(about)}</strong>
                      <span className="quiet mono">{id}</span>
                    </span>
                    {open > 0 ? (
                      <State state="open" word={plural(open, t.valueMaps.openOne, t.valueMaps.openMany)} />
                    ) : (
                      <span className="quiet">
                        {plural(entries.length, t.valueMaps.entryOne, t.valueMaps.entryMany)}
                      </span>
                    )}
                    <IconChevronRight size={16} aria-hidden />
                  </Link>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Page>
  )
}
