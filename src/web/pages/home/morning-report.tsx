import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
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
              <Lines key={title} title={title} lines={lines} />
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  )
}

/** Of a section at first. All of it is printed. */
const shownAtMost = 6

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  const [all, showAll] = useState(false)
  const rest = all ? 0 : lines.length - shownAtMost
  return (
    <section>
      <h3>{title}</h3>
      {lines.map((line, place) => (
        <p key={line} data-rest={(rest > 0 && place >= shownAtMost) || undefined}>
          {line}
        </p>
      ))}
      {rest > 0 && (
        <Button size="compact-xs" variant="default" mt={4} data-no-print onClick={() => showAll(true)}>
          {t.alerts.more(rest)}
        </Button>
      )}
    </section>
  )
}
