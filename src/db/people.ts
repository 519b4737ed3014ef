import { hkdfSync } from 'node:crypto'
import { asc, count, eq, inArray, lt, sql } from 'drizzle-orm'
import { type Instant, instant, later } from '../domain/clock.ts'
import { InvalidInput, NeedsPerson } from '../domain/errors.ts'
import type { Person, Role } from '../domain/person.ts'
import { isStorable } from '../domain/storable.ts'
import type { HubEvent, People } from '../domain/stores.ts'
import { signInAttempts } from './schema.ts'
import type { Session } from './session.ts'
import * as tables from './sign-in-schema.ts'

const shortestPassword = 12
const longestPassword = 128
/** Marks the places of sign-ins that succeeded. They lie in the future, so that they are pruned that much later. */
const succeeded = 'ok'
const rememberedMs = 60 * 24 * 60 * 60_000
/** What better-auth calls an account that has a password. */
const credential = 'credential'
/** "people" in hexadecimal. */
const peopleLock = 0x70656f706c65

/** better-auth, loaded when somebody first signs in or is added: most of what a hub does needs none of it. */
async function signInBy(session: Session, masterKey: Uint8Array) {
  const [{ betterAuth }, { drizzleAdapter }] = await Promise.all([
    import('better-auth'),
    import('better-auth/adapters/drizzle'),
  ])
  return betterAuth({
    // A key of its own, made from the master key: what it signs is worth nothing to the vault.
    secret: Buffer.from(hkdfSync('sha256', masterKey, '', 'ledgerline sign-in', 32)).toString('base64url'),
    baseURL: 'http://127.0.0.1',
    database: drizzleAdapter(session, { provider: 'pg', schema: tables }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
    },
    user: { additionalFields: { role: { type: 'string', input: false, defaultValue: 'viewer' } } },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

/**
 * People on better-auth: it hashes passwords (scrypt) and will keep the sessions of the web app. Sign-up is closed;
 * whoever is added is added here.
 */
export function createPeople(session: Session, masterKey: Uint8Array, tell: (event: HubEvent) => void): People {
  let made: ReturnType<typeof signInBy> | undefined
  const auth = () => {
    made ??= signInBy(session, masterKey)
    return made
  }
  const people = tables.user

  function checkPassword(password: string): void {
    if (password.length < shortestPassword || password.length > longestPassword)
      throw new InvalidInput('The password', [
        { at: 'password', reason: `must have ${shortestPassword} to ${longestPassword} characters` },
      ])
  }

  async function givePassword(id: string, password: string): Promise<void> {
    const context = await (await auth()).$context
    await context.internalAdapter.linkAccount({
      userId: id,
      providerId: credential,
      accountId: id,
      password: await context.password.hash(password),
    })
  }

  const knownUntil = (id: string, until: Instant | null) =>
    session
      .update(people)
      .set({ passwordUntil: until === null ? null : new Date(until) })
      .where(eq(people.id, id))

  /** One at a time: two admins who remove each other at once must not both succeed. */
  const keepingAnAdmin = (id: string, role: Role | null, change: (tx: Session) => PromiseLike<unknown>) =>
    session.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${peopleLock})`)
      const admins = await tx.select({ id: people.id }).from(people).where(eq(people.role, 'admin'))
      if (role !== 'admin' && admins.length === 1 && admins[0]!.id === id)
        throw new NeedsPerson('last_admin', 'No admin would be left.', 'Make somebody else an admin first.', {
          subject: 'people',
        })
      await change(tx as unknown as Session)
      tell({ noun: 'access' })
    })

  return {
    async list() {
      return (await session.select().from(people).orderBy(asc(people.email))).map(toPerson)
    },

    async add({ email, name, role, password, passwordUntil }) {
      if (password !== undefined) checkPassword(password)
      const address = email.trim().toLowerCase()
      if (!/^[^\s@]+@[^\s@]+$/.test(address))
        throw new InvalidInput('The person', [{ at: 'email', reason: 'must be an e-mail address' }])
      const context = await (await auth()).$context
      const [taken] = await session.select({ count: count() }).from(people).where(eq(people.email, address))
      if (taken && taken.count > 0)
        throw new InvalidInput('The person', [{ at: 'email', reason: `${address} is there already` }])
      const added = await context.internalAdapter.createUser(
        { email: address, name, role, emailVerified: true },
        { method: 'admin' },
      )
      if (password !== undefined) await givePassword(added.id, password)
      if (passwordUntil !== undefined) await knownUntil(added.id, passwordUntil)
      return { id: added.id, email: address, name, role }
    },

    async signIn(email, password) {
      // No database looks for it, so nobody has it.
      if (!isStorable(email)) return null
      try {
        const { api, $context } = await auth()
        const signedIn = await api.signInEmail({ body: { email: email.trim().toLowerCase(), password } })
        // The sign-in is for one decision: no session outlives it.
        const { internalAdapter } = await $context
        await internalAdapter.deleteSession(signedIn.token)
        const [row] = await session.select().from(people).where(eq(people.id, signedIn.user.id))
        return row ? toPerson(row) : null
      } catch (error) {
        // BAD_REQUEST: not even an e-mail address.
        if (error instanceof Error && 'status' in error && /^(UNAUTHORIZED|BAD_REQUEST)$/.test(String(error.status)))
          return null
        throw error
      }
    },

    async setPassword(id, password, until) {
      checkPassword(password)
      await knownUntil(id, until)
      if (!(await this.havingPassword()).has(id)) return givePassword(id, password)
      const context = await (await auth()).$context
      await context.internalAdapter.updatePassword(id, await context.password.hash(password))
    },

    async passwordUntil(id) {
      const [row] = await session.select({ until: people.passwordUntil }).from(people).where(eq(people.id, id))
      return row?.until ? instant(row.until) : null
    },

    async havingPassword() {
      const found = await session
        .select({ person: tables.account.userId })
        .from(tables.account)
        .where(eq(tables.account.providerId, credential))
      return new Set(found.map(({ person }) => person))
    },

    async countAttempt(email, at, since) {
      const { address, count } = signInAttempts
      const old = sql`${signInAttempts.since} < ${since}`
      const [row] = await session
        .insert(signInAttempts)
        .values({ address: email, count: 1, since: at })
        .onConflictDoUpdate({
          target: address,
          set: {
            count: sql`case when ${old} then 1 else ${count} + 1 end`,
            since: sql`case when ${old} then ${at} else ${signInAttempts.since} end`,
          },
        })
        .returning({ count })
      return row!.count
    },
    async noteSuccess({ place, forget, at }) {
      await session.delete(signInAttempts).where(inArray(signInAttempts.address, [...forget]))
      const known = { address: `${succeeded} ${place}`, count: 1, since: later(at, rememberedMs) }
      await session
        .insert(signInAttempts)
        .values(known)
        .onConflictDoUpdate({ target: signInAttempts.address, set: { since: known.since } })
    },
    async hasSucceeded(place) {
      const found = await session
        .select()
        .from(signInAttempts)
        .where(eq(signInAttempts.address, `${succeeded} ${place}`))
      return found.length > 0
    },
    async pruneAttempts(before) {
      await session.delete(signInAttempts).where(lt(signInAttempts.since, before))
    },

    setRole: (id, role) =>
      keepingAnAdmin(id, role, (tx) => tx.update(people).set({ role, updatedAt: new Date() }).where(eq(people.id, id))),
    remove: (id) => keepingAnAdmin(id, null, (tx) => tx.delete(people).where(eq(people.id, id))),
    async hold(id) {
      return (await session.select({ id: people.id }).from(people).where(eq(people.id, id)).for('share')).length > 0
    },
  }
}

const toPerson = ({ id, email, name, role }: typeof tables.user.$inferSelect): Person => ({
  id,
  email,
  name,
  role: role as Role,
})
