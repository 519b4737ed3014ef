import { sentenceText } from '../../kit/record.ts'
import { t } from '../../words/index.ts'
import css from './approvals.module.css'

/** What the hub puts between the sentence and the part of a rule as it stands in its file. */
const mark = ' As it is written: '

/** What a change does, in a sentence, and its exact form below. @param open whoever decides sees that form without a click */
export function Said({ sentence, open = false }: { sentence: string; open?: boolean }) {
  const at = sentence.indexOf(mark)
  if (at < 0) return <>{shortIds(sentenceText(sentence))}</>
  const written = sentence.slice(at + mark.length)
  return (
    <>
      {sentenceText(sentence.slice(0, at))}
      <details className={css.written} open={open}>
        <summary>{t.approval.asWritten}</summary>
        <pre>{pretty(written)}</pre>
      </details>
    </>
  )
}

/** Of an id the first eight signs: the page links what it names. */
const shortIds = (text: string) => text.replaceAll(/\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1')

function pretty(written: string): string {
  try {
    return JSON.stringify(JSON.parse(written.replace(/\.$/, '')), null, 2)
  } catch {
    return written
  }
}
