import { createHash } from 'node:crypto'
import { asc, desc, eq, gt, sql } from 'drizzle-orm'
import type { AuditEntry } from '../../domain/proposal.ts'
import { canonicalJson, type Json } from '../../domain/record.ts'
import { storable } from '../../domain/storable.ts'
import type { AuditBreak, AuditStore } from '../../domain/stores.ts'
import { audit } from '../schema.ts'
import type { Session } from '../session.ts'

/** "audit" in hexadecimal: one writer of the chain at a time, until its transaction ends. */
const chainLock = 0x6175646974
const before = '0'.repeat(64)
const linesAtOnce = 1000
const mostBreaks = 1000

export function auditStore(session: Session): AuditStore {
  return {
    async append(given) {
      // Hashed as it will be read again: JSON has no undefined members, and no database stores half a character.
      const entry = storable(JSON.parse(JSON.stringify(given)) as typeof given).value
      await session.execute(sql`select pg_advisory_xact_lock(${chainLock})`)
      const [last] = await session
        .select({ sequence: audit.sequence, hash: audit.hash })
        .from(audit)
        .orderBy(desc(audit.sequence))
        .limit(1)
      const line = { sequence: (last?.sequence ?? 0) + 1, ...entry }
      await session.insert(audit).values({ ...line, hash: hashOf(last?.hash ?? before, line) })
    },

    async list({ subject, limit }) {
      return session
        .select()
        .from(audit)
        .where(subject === undefined ? undefined : eq(audit.subject, subject))
        .orderBy(desc(audit.sequence))
        .limit(limit)
    },

    async verify(known) {
      let lines = 0
      let last = { sequence: 0, hash: before }
      const breaks: AuditBreak[] = []
      const broken = (line: number, found: AuditBreak['found']) => {
        if (breaks.length < mostBreaks) breaks.push({ line, found })
      }
      for (;;) {
        const found = await session
          .select()
          .from(audit)
          .where(gt(audit.sequence, last.sequence))
          .orderBy(asc(audit.sequence))
          .limit(linesAtOnce)
        for (const line of found) {
          const follows = line.sequence === last.sequence + 1
          if (!follows) broken(last.sequence + 1, 'missing')
          const isKnown = line.sequence !== known?.sequence || line.hash === known.hash
          // After a gap the hash of the line before is not known: whether this one holds is seen by the next.
          const holds = !follows || line.hash === hashOf(last.hash, line)
          if (!holds) broken(line.sequence, 'different')
          if (!isKnown) broken(line.sequence, 'other head')
          if (follows && holds && isKnown) lines++
          last = { sequence: line.sequence, hash: line.hash }
        }
        if (found.length < linesAtOnce) break
      }
      if (known && known.sequence > last.sequence) broken(last.sequence + 1, 'missing')
      return { lines, brokenAt: breaks[0]?.line ?? null, breaks, head: last.sequence === 0 ? null : last }
    },
  }
}

function hashOf(previous: string, { sequence, at, actor, deed, subject, details }: Omit<AuditEntry, 'hash'>): string {
  const line = { previous, sequence, at, actor, deed, subject, details } as unknown as Json
  return createHash('sha256').update(canonicalJson(line)).digest('hex')
}
