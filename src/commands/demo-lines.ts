import { dec } from '../domain/decimal.ts'
import { refText, runId } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import { explainRecord, type RecordStory } from '../server/index.ts'
import { inHowLong } from './command.ts'

const ordersFlow = 'order-to-sales-order'

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
      const proof =
        sheet?.state === 'proved'
          ? `, proved to the cent: ${dec(sheet.total).toFixed(sheet.digits)} ${sheet.currency}`
          : ''
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

/** What another flow has written, or asks. Null: nothing that is worth a line. Pure. */
export function otherLine({ run, journal }: Pick<RecordStory, 'run' | 'journal'>): string | null {
  const its = run.record.entity === 'hub.tick' ? run.flow : refText(run.record)
  const rounds = journal.flatMap(({ entry }) => (entry.kind === 'page' ? [entry] : []))
  // A round that found all as it was says nothing.
  if (rounds.length > 0 && run.state === 'done' && !rounds.some((page) => page.phase === 'wrote' && page.changed > 0))
    return null
  if (run.state === 'done') return `${its}: ${run.reason ?? 'is done'}`
  return run.state === 'stopped' ? `${its} is held: ${run.reason ?? ''} See "ledgerline incidents".` : null
}

/**
 * Prints a line for each order that comes through, waits or is held, and for what follows of it, from now on.
 * @returns ends it
 */
export async function watchOrders(database: Database, print: (text: string) => void): Promise<() => Promise<void>> {
  const seen = new Set<string>()
  const said = new Map<string, string>()
  let printing: Promise<void> = Promise.resolve()
  const show = async (id: string) => {
    const { stores } = database
    const its = await stores.runs.get(runId(id))
    const story = its && (await explainRecord(stores, its.integration, its.record, its.flow))
    if (!story) return
    // A wait is shown once a run: each retry would say the same.
    const what = `${story.run.id} ${story.run.state}`
    const line = seen.has(what) ? null : its.flow === ordersFlow ? orderLines(story) : otherLine(story)
    // Nor is it said again of the same record by another run.
    const whose = `${its.flow} ${refText(its.record)}`
    if (line === null || said.get(whose) === line) return
    seen.add(what)
    said.set(whose, line)
    print(line)
  }
  return database.events.hear(({ noun, id, state }) => {
    if (noun !== 'run' || id === undefined || state === 'running') return
    // A line that cannot be read stops nothing.
    printing = printing.then(() => show(id)).catch(() => {})
  })
}
