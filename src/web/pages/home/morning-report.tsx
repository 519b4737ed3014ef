import { useQuery } from '@tanstack/react-query'
import { queries } from '../../api/queries.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { PrintButton } from '../../kit/print-button.tsx'
import { t } from '../../words/index.ts'
import css from './home.module.css'

/** What the morning's report says, as of now, in the language of the page. Of the home page it alone is printed. */
export function MorningReport({ integration }: { integration: string }) {
  const report = useQuery(queries.report(integration))
  return (
    <Section title={t.home.report} aside={<PrintButton />}>
      <Loaded of={report} lines={3}>
        {({ sections, language }) => (
          <div lang={language} className={css.report}>
            {sections.map(({ title, lines }) => (
              <section key={title}>
                <h3>{title}</h3>
                {lines.map((line) => (
                  <p key={line}>{line}</p>
                ))}
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  )
}
