import { type RecordRef, refText } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { explainRecord, type RecordStory } from '../server/index.ts'
import { inHowLong } from './command.ts'

/**
 * What became of an order, in a line or two: for who watches the demo. Null: nothing that is worth a line yet. Pure.
 */
export function orderLines(story: Pick<RecordStory, 'record' | 'run' | 'journal' | 'link'>): string | null {
  // A later run that found nothing to do says nothing.
  const newest = story.run
  const order = `Order ${story.record.key}`
  const lost = story.journal.flatMap(({ entry }) => (entry.kind === 'settled' ? [entry] : []))
  const replies = lost.map(({ record, arrived }) =>
    arrived
      ? `GP’s reply was lost. ${refText(record)} was looked up, found, and not sent again.`
      : `GP’s reply was lost. ${refText(record)} was looked up, was not there, and was sent again under the same number.`,
  )
  switch (newest.state) {
    case 'done': {
      const sheet = story.journal.flatMap(({ entry }) => (entry.kind === 'proof' ? [entry.sheet] : [])).at(-1)
      const proof = sheet?.state === 'proved' ? `, proved to the cent: ${sheet.total} ${sheet.currency}` : ''
      const where = story.link ? `is in GP as ${story.link.target.key}${proof}` : 'is done'
      return [`${order} ${where}.`, ...replies.map((text) => `  ${text}`)].join('\n')
    }
    case 'stopped':
      return `${order} is held: ${newest.reason ?? 'a person must act'} See "ledgerline incidents".`
    case 'skipped':
      return `${order} is skipped: ${newest.reason ?? ''}`.trimEnd()
    case 'waiting':
      return `${order} waits: ${newest.reason ?? ''} It goes on ${inHowLong(newest.nextAt)}.`
    default:
      return null
  }
}

/**
 * Prints a line for each order that comes through, waits or is held, from now on.
 * @returns ends it
 */
export async function watchOrders(database: Database, print: (text: string) => void): Promise<() => Promise<void>> {
  const seen = new Set<string>()
  let printing: Promise<void> = Promise.resolve()
  const show = async (record: RecordRef, integration: Parameters<typeof explainRecord>[1]) => {
    const story = await explainRecord(database.stores, integration, record)
    if (!story) return
    // A wait is shown once a run: each retry would say the same.
    const what = `${story.run.id} ${story.run.state}`
    const line = seen.has(what) ? null : orderLines(story)
    if (line === null) return
    seen.add(what)
    print(line)
  }
  return database.events.hear(({ noun, integration, record, state }) => {
    if (noun !== 'run' || !integration || record?.entity !== 'prestashop.order' || state === 'running') return
    // A line that cannot be read stops nothing.
    printing = printing.then(() => show(record, integration)).catch(() => {})
  })
}
