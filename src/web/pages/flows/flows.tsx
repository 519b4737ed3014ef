import { Button } from '@mantine/core'
import { IconChevronRight, IconMessage } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useRules } from '../../api/definition.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { entityText, labelText, systemText } from '../../kit/record.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'
import css from './flows.module.css'
import { shownSteps } from './steps.ts'

/** The business processes of an integration, and the mappings that they use. */
export default function Flows({ integration }: { integration: string }) {
  const rules = useRules(integration)
  return (
    <Page
      title={t.flows.title}
      lead={t.flows.lead}
      actions={
        <Button
          component={Link}
          href={routes.sayRule(integration)}
          variant="default"
          leftSection={<IconMessage size={16} />}
        >
          {t.sayRule.title}
        </Button>
      }
    >
      <Loaded of={rules}>
        {({ flows, mappings }) => (
          <>
            <Section title={t.flows.title}>
              <ul className={css.list}>
                {flows.map(({ id, about, steps }) => (
                  <li key={id}>
                    <Link href={routes.flow(integration, id)}>
                      <span>
                        <strong>{labelText(about)}</strong>
                        <span className="quiet mono">{id}</span>
                      </span>
                      <span className="quiet">
                        {plural(shownSteps(steps).length, t.flows.stepOne, t.flows.stepMany)}
                      </span>
                      <IconChevronRight size={16} aria-hidden />
                    </Link>
                  </li>
                ))}
              </ul>
            </Section>
            <Section title={t.flows.mappings}>
              <ul className={css.list}>
                {mappings.map(({ id, about, to, fields }) => (
                  <li key={id}>
                    <Link href={routes.mapping(integration, id)}>
                      <span>
                        <strong>{labelText(about)}</strong>
                        <span className="quiet">
                          <span className="mono">{id}</span> · {systemText(to)} {entityText(to)}
                        </span>
                      </span>
                      <span className="quiet">
                        {plural(Object.keys(fields).length, t.flows.fieldOne, t.flows.fieldMany)}
                      </span>
                      <IconChevronRight size={16} aria-hidden />
                    </Link>
                  </li>
                ))}
              </ul>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  )
}
