import { isMail } from '../domain/alert.ts'
import { type Clock, type Instant, instant } from '../domain/clock.ts'
import type { Integration } from '../domain/definition.ts'
import { eachApart } from '../domain/each-apart.ts'
import { type EntityName, type RecordRef, type RecordValue, ref } from '../domain/record.ts'
import { Lease } from '../engine/index.ts'
import { reportLanguages } from './language/index.ts'
import { reportHtml } from './pages.ts'
import { type ReportParts, readFacts } from './read-facts.ts'
import { makeReport, type Report, reportText } from './report.ts'

interface MorningParts extends ReportParts {
  readonly clock: Clock
  /** Of several processes on one database one makes the reports. */
  readonly process: string
  readonly newId: () => string
  /** 0–23, UTC. */
  readonly hour: number
  /** Whose records are the orders. */
  readonly entity: EntityName
}

/**
 * Stores the morning report of each integration as a `hub.report`, once a day, and mails it to the channels that want it: the key is the day, and it is looked for
 * under the lease, so neither a restart nor a second process makes another. A hub that stood still at that hour makes it
 * when it is at work again that day. Of an integration that came after the hour there is nothing to report yet.
 */
export function createMorningReport(parts: MorningParts): () => Promise<void> {
  const { database, clock, hour, entity } = parts
  const lease = new Lease({ stores: database.stores, clock, name: 'morning report', holder: parts.process })

  return async () => {
    const due = dueOn(clock.now(), hour)
    if (clock.now() < due) return
    const record = ref('hub.report', `morning-report ${due.slice(0, 10)}`)
    const store = async (integration: Integration) => {
      if (await database.stores.ownRecords.get(integration.id, record)) return
      const versions = await database.stores.integrations.versions(integration.id)
      if (!versions.some(({ at }) => at < due) || !(await lease.hold())) return
      const facts = await readFacts(parts, integration, entity)
      const reports = await Promise.all(
        reportLanguages.map(async (language) => makeReport(facts, language, await parts.hubWordsIn(language))),
      )
      await database.transaction(async (tx) => {
        await lease.mustHold(tx)
        if (await tx.ownRecords.get(integration.id, record)) return
        await tx.ownRecords.put(integration.id, record, reportRecord(record, reports), clock.now())
        // Whoever gets it by mail gets it in their own language; it is sent with the alerts.
        for (const { id, target, paused } of await tx.alerts.channels()) {
          if (paused || !isMail(target) || !target.report) continue
          const own = reports.find(({ language }) => language === target.report)!
          const mail = { title: own.title, text: reportText(own), html: reportHtml(own) }
          await tx.alerts.addReport(id, parts.newId(), clock.now(), mail)
        }
      })
    }
    try {
      await eachApart(await database.stores.integrations.list(), store)
    } finally {
      await lease.release()
    }
  }
}

/** In English, and in the other languages beside it: who reads it months later has another program, and the same words. */
function reportRecord({ key }: RecordRef, reports: readonly Report[]): RecordValue {
  const inWords = reports.map((report) => ({
    ...{ language: report.language, title: report.title, text: reportText(report) },
  }))
  const english = inWords.find(({ language }) => language === 'en')!
  const others = inWords.filter((one) => one !== english)
  return { key, title: english.title, text: english.text, translations: others }
}

const dueOn = (now: Instant, hour: number) => instant(`${now.slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00.000Z`)
