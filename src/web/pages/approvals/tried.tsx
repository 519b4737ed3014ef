import type { AnswerOf } from '../../../routes/index.ts'
import { Difference } from '../../kit/difference.tsx'
import { moneyText } from '../../kit/format.ts'
import { sentenceText } from '../../kit/record.ts'
import { plural, t } from '../../words/index.ts'
import css from './approvals.module.css'

type Preview = AnswerOf<'GET /api/proposals/:id/preview'>

type Outcome = keyof typeof t.approval.outcomes

/** "held: The value map …" as a person says it: what becomes of a record, and why. */
function outcomeText(said: string): string {
  const [outcome = '', ...why] = said.split(': ')
  const word = t.approval.outcomes[outcome as Outcome] ?? outcome
  return why.length === 0 ? word : `${word}${t.colon}${sentenceText(why.join(': '))}`
}

/** What a change does to real records: how many stay as they are, and each that does not, field by field. */
export function Tried({ preview: { sampled, same, changed, kept, amounts, sends } }: { preview: Preview }) {
  return (
    <div>
      <p className={`${css.preview} ${css.counts}`}>
        {sampled === 0 ? (
          t.approval.noneTried
        ) : (
          <>
            <span>{plural(sampled, t.approval.triedOne, t.approval.triedMany)}</span>
            <strong>
              {same} {t.approval.same}
            </strong>
            <strong>
              {changed.length} {t.approval.differ}
            </strong>
          </>
        )}
        {kept > 0 && <span>{plural(kept, t.approval.keptOne, t.approval.keptMany)}</span>}
      </p>
      {amounts.length > 0 && (
        <ul className={css.amounts}>
          {amounts.map(({ field, currency, documents, before, after }) => (
            <li key={`${field} ${currency}`}>
              <span className="mono">{field}</span>: {moneyText(before, currency)} → {moneyText(after, currency)} (
              {plural(documents, t.approval.documentOne, t.approval.documentMany)})
            </li>
          ))}
        </ul>
      )}
      {changed.map(({ record, before, after, fields }) => (
        <div key={record}>
          <p className={css.preview}>
            <strong>{sentenceText(record)}</strong>: {outcomeText(before)}
            {before !== after && ` → ${outcomeText(after)}`}
          </p>
          {fields.length > 0 && <Difference label={record} fields={fields} />}
        </div>
      ))}
      {sends.map(({ record, text }) => (
        <details key={record} className={css.written}>
          <summary>
            {t.approval.wouldSend} <strong>{sentenceText(record)}</strong>
          </summary>
          <pre className="mono">{text}</pre>
        </details>
      ))}
    </div>
  )
}
