import { Button, CopyButton } from '@mantine/core'
import type { AnswerOf } from '../../../routes/index.ts'
import { sentenceText } from '../../kit/record.ts'
import { State } from '../../kit/state.tsx'
import { plural, t } from '../../words/index.ts'
import css from './set-up.module.css'

export type Finding = AnswerOf<'POST /api/integrations/:integration/check'>[number]
const order = ['error', 'warning', 'ok']

/** What checks found: what needs somebody first, each with its fix; what is fine folded below. */
export function Findings({ of }: { of: readonly Finding[] }) {
  const wrong = of
    .filter(({ level }) => level !== 'ok')
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
  const fine = of.filter(({ level }) => level === 'ok')
  return (
    <>
      {wrong.length > 0 && (
        <>
          <Checklist of={wrong} />
          <CopyButton value={wrong.map(textOf).join('\n\n')}>
            {({ copied, copy }) => (
              <Button variant="subtle" size="compact-xs" mb="xs" onClick={copy}>
                {copied ? t.actions.copied : t.setUp.copyFindings}
              </Button>
            )}
          </CopyButton>
        </>
      )}
      {fine.length > 0 && (
        <details className={css.fine}>
          <summary>{plural(fine.length, t.setUp.fineOne, t.setUp.fineMany)}</summary>
          <Checklist of={fine} />
        </details>
      )}
    </>
  )
}

/** For whoever administers the system. */
const textOf = ({ found, todo }: Finding): string =>
  todo ? `${sentenceText(found)}\n→ ${sentenceText(todo)}` : sentenceText(found)

const Checklist = ({ of }: { of: readonly Finding[] }) => (
  <ul className={css.findings}>
    {of.map(({ check, level, found, todo }) => (
      <li key={`${check} ${found}`}>
        <State state={level === 'ok' ? 'ok' : level === 'error' ? 'failed' : 'warning'} word={t.setUp.levels[level]} />
        <div>
          <span>{sentenceText(found)}</span>
          {todo && <p className="quiet">{sentenceText(todo)}</p>}
        </div>
      </li>
    ))}
  </ul>
)
