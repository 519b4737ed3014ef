import type { Instant } from '../clock.ts'

/** A passkey as the hub knows it: the public half. */
export interface Passkey {
  /** Of the credential, base64url. */
  readonly id: string
  readonly person: string
  /** The host for which it was made: at another one the browser does not offer it. */
  readonly host: string
  /** What its person calls it. */
  readonly name: string
  readonly publicKey: Uint8Array
  /** 0: its authenticator does not count. */
  readonly counter: number
  /** How the browser reaches it: "internal", "usb", "hybrid". */
  readonly transports: readonly string[]
  readonly at: Instant
  readonly usedAt: Instant | null
}

/** What a person has beside their password. */
interface Factors {
  /** Since when their authenticator app is asked for a code; null: it is not. */
  readonly authenticatorSince: Instant | null
  /** How many backup codes are left. */
  readonly backupCodes: number
  readonly passkeys: readonly Passkey[]
}

/**
 * Second factors of people. Secrets of authenticator apps are kept as credentials are: encrypted under the master key, and
 * wrapped again when that changes. Of backup codes only hashes are kept.
 */
export interface FactorStore {
  of(person: string): Promise<Factors>
  /** Ids of people who have an authenticator app, a passkey, or both. */
  having(): Promise<ReadonlyMap<string, { readonly authenticator: boolean; readonly passkeys: number }>>
  /** A secret that is shown to its person, and counts when they show a code of it. Another takes its place. */
  offerSecret(person: string, secret: string): Promise<void>
  offeredSecret(person: string): Promise<string | null>
  /** The offered secret is theirs from now on, in place of one before. `step`: of the code that they showed. */
  takeOffered(person: string, at: Instant, step: number): Promise<void>
  /** Null: they have none. @throws SecretUnreadable: the hub has another master key now */
  secretOf(person: string): Promise<string | null>
  /** Uses up the codes of this step of time and of those before. @returns false when it was used already; of two at once, one */
  useStep(person: string, step: number): Promise<boolean>
  removeAuthenticator(person: string): Promise<void>
  /** New backup codes; those before are worth nothing. */
  putBackupCodes(person: string, hashes: readonly string[]): Promise<void>
  /** Uses one up. @returns false: there is none with this hash, or it was used */
  useBackupCode(person: string, hash: string): Promise<boolean>
  addPasskey(passkey: Passkey): Promise<void>
  findPasskey(id: string): Promise<Passkey | null>
  /** Notes a use. @returns false when the count is not higher than the one before: then a copy of the key is about */
  usePasskey(id: string, counter: number, at: Instant): Promise<boolean>
  /** @returns false: this person has none with this id */
  namePasskey(person: string, id: string, name: string): Promise<boolean>
  removePasskey(person: string, id: string): Promise<boolean>
  /** All that a person has. */
  removeAll(person: string): Promise<void>
}
