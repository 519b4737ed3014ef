import { hkdfSync } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { asc, count, eq } from 'drizzle-orm'
import { InvalidInput } from '../domain/errors.ts'
import type { Person, Role } from '../domain/person.ts'
import type { People } from '../domain/stores.ts'
import type { Session } from './session.ts'
import * as tables from './sign-in-schema.ts'

const shortestPassword = 12
const longestPassword = 128

/**
 * People on better-auth: it hashes passwords (scrypt) and will keep the sessions of the web app. Sign-up is closed;
 * whoever is added is added here.
 */
export function createPeople(session: Session, masterKey: Uint8Array): People {
  const auth = betterAuth({
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
  const people = tables.user

  function checkPassword(password: string): void {
    if (password.length < shortestPassword || password.length > longestPassword)
      throw new InvalidInput('The password', [
        { at: 'password', reason: `must have ${shortestPassword} to ${longestPassword} characters` },
      ])
  }

  return {
    async list() {
      return (await session.select().from(people).orderBy(asc(people.email))).map(toPerson)
    },

    async add({ email, name, role, password }) {
      checkPassword(password)
      const address = email.trim().toLowerCase()
      if (!/^[^\s@]+@[^\s@]+$/.test(address))
        throw new InvalidInput('The person', [{ at: 'email', reason: 'must be an e-mail address' }])
      const context = await auth.$context
      const [taken] = await session.select({ count: count() }).from(people).where(eq(people.email, address))
      if (taken && taken.count > 0)
        throw new InvalidInput('The person', [{ at: 'email', reason: `${address} is there already` }])
      const added = await context.internalAdapter.createUser(
        { email: address, name, role, emailVerified: true },
        { method: 'admin' },
      )
      await context.internalAdapter.linkAccount({
        userId: added.id,
        providerId: 'credential',
        accountId: added.id,
        password: await context.password.hash(password),
      })
      return { id: added.id, email: address, name, role }
    },

    async signIn(email, password) {
      try {
        const signedIn = await auth.api.signInEmail({ body: { email: email.trim().toLowerCase(), password } })
        // The sign-in is for one deed: no session outlives it.
        const { internalAdapter } = await auth.$context
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

    async setPassword(id, password) {
      checkPassword(password)
      const context = await auth.$context
      await context.internalAdapter.updatePassword(id, await context.password.hash(password))
    },

    async setRole(id, role) {
      await session.update(people).set({ role, updatedAt: new Date() }).where(eq(people.id, id))
    },

    async remove(id) {
      await session.delete(people).where(eq(people.id, id))
    },
  }
}

const toPerson = ({ id, email, name, role }: typeof tables.user.$inferSelect): Person => ({
  id,
  email,
  name,
  role: role as Role,
})
