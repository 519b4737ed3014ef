import { createHash } from 'node:crypto'
import { asc, desc, eq, gt, sql } from 'drizzle-orm'
import type { AuditEntry } from '../../domain/proposal.ts'
import { canonicalJson, type Json } from '../../domain/record.ts'
import type { AuditStore } from '../../domain/stores.ts'
import { audit } from '../schema.ts'
import type { Session } from '../session.ts'

/** "audit" in hexadecimal: one writer of the chain at a time, until its transaction ends. */
const chainLock = 0x6175646974
const before = '0'.repeat(64)
const linesAtOnce = 1000

export function auditStore(session: Session): AuditStore {
  return {
    async append(entry) {
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
      let hash = before
      const told = (brokenAt: number | null) => ({
        lines,
        brokenAt,
        head: lines === 0 ? null : { sequence: lines, hash },
      })
      for (;;) {
        const found = await session
          .select()
          .from(audit)
          .where(gt(audit.sequence, lines))
          .orderBy(asc(audit.sequence))
          .limit(linesAtOnce)
        for (const line of found) {
          const asKnown = line.sequence !== known?.sequence || line.hash === known.hash
          if (line.sequence !== lines + 1 || line.hash !== hashOf(hash, line) || !asKnown) return told(lines + 1)
          lines++
          hash = line.hash
        }
        if (found.length < linesAtOnce) return told(known && known.sequence > lines ? lines + 1 : null)
      }
    },
  }
}

function hashOf(previous: string, { sequence, at, actor, deed, subject, details }: Omit<AuditEntry, 'hash'>): string {
  const line = { previous, sequence, at, actor, deed, subject, details } as unknown as Json
  return createHash('sha256').update(canonicalJson(line)).digest('hex')
}
