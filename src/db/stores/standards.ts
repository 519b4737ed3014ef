import type { StandardStore } from '../../domain/stores.ts'
import { standardParts } from '../schema.ts'
import type { Session } from '../session.ts'

export function standardStore(session: Session): StandardStore {
  return {
    async list() {
      return session
        .select({ name: standardParts.name, hash: standardParts.hash, part: standardParts.part })
        .from(standardParts)
        .orderBy(standardParts.at)
    },
    async add(parts, at) {
      if (parts.length === 0) return
      await session
        .insert(standardParts)
        .values(parts.map((part) => ({ ...part, at })))
        .onConflictDoNothing()
    },
  }
}
