import { and, desc, eq, gt, isNull, like, lt } from 'drizzle-orm'
import type { Role } from '../../domain/person.ts'
import type { HubEvent, Token, TokenStore } from '../../domain/stores.ts'
import { tokens } from '../schema.ts'
import type { Session } from '../session.ts'
import { user as people } from '../sign-in-schema.ts'

export function tokenStore(session: Session, tell: (event: HubEvent) => void): TokenStore {
  return {
    async add({ scopes, ...token }) {
      await session.insert(tokens).values({ ...token, scopes: [...scopes] })
    },
    async find(hash, at) {
      const [row] = await session
        .select({ token: tokens, role: people.role })
        .from(tokens)
        .leftJoin(people, eq(people.email, tokens.owner))
        .where(and(eq(tokens.hash, hash), isNull(tokens.revokedAt), gt(tokens.expiresAt, at)))
      return row ? { ...toToken(row.token), ownerIs: row.role as Role | null } : null
    },
    async list() {
      return (await session.select().from(tokens).orderBy(desc(tokens.at))).map(toToken)
    },
    async forget(begins, endedBefore) {
      await session.delete(tokens).where(and(like(tokens.id, `${begins}%`), lt(tokens.expiresAt, endedBefore)))
    },
    async revoke(id, at) {
      const revoked = await session
        .update(tokens)
        .set({ revokedAt: at })
        .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
        .returning({ id: tokens.id })
      tell({ noun: 'access' })
      return revoked.length > 0
    },
  }
}

const toToken = ({ id, name, scopes, owner, madeBy, expiresAt, revokedAt }: typeof tokens.$inferSelect): Token => ({
  id,
  name,
  scopes,
  owner,
  ...(madeBy === null ? {} : { madeBy }),
  expiresAt,
  revokedAt,
})
