import type { IntegrationId } from '../record.ts'

/**
 * Credentials, envelope-encrypted. Names: "prestashop.key", "gp.password", "webhook.secret". `place`: the address and the
 * way of signing in that it was given for, as the connectors spell it; null for keys of the hub itself. It is sealed
 * with the value, so no other place gets it, whatever becomes of the address.
 */
export interface SecretStore {
  /** Null: there is none, or it belongs to another place. */
  get(integration: IntegrationId, name: string, place: string | null): Promise<string | null>
  /** Several at once; in the order of `names`. */
  getAll(
    integration: IntegrationId,
    names: readonly string[],
    place: string | null,
  ): Promise<readonly (string | null)[]>
  put(integration: IntegrationId, name: string, value: string, place: string | null): Promise<void>
  /** What is stored, and for where. */
  list(integration: IntegrationId): Promise<readonly { readonly name: string; readonly place: string | null }[]>
  remove(integration: IntegrationId, name: string): Promise<void>
  /**
   * Wraps every stored credential of every integration under another master key; until the transaction ends nobody
   * reads one. @returns how many
   */
  rewrap(masterKey: Uint8Array): Promise<number>
  /** Whether this master key is the one that was stored under; null: nothing is stored. */
  readable(): Promise<boolean | null>
  /** Removes what this master key does not open. @returns "integration/name" of each */
  forgetUnreadable(): Promise<readonly string[]>
}
