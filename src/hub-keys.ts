import { createHmac, hkdfSync } from 'node:crypto'
import { placesOf } from './connected-systems.ts'
import { placeOf } from './domain/credential.ts'
import type { Seal } from './domain/identity.ts'
import { integrationId } from './domain/record.ts'
import type { Database } from './domain/stores.ts'

/** Credentials of older versions have no place yet: they belong to the address that their integration has. */
export async function bindCredentials({ stores, transaction }: Database): Promise<void> {
  for (const { id, connections } of await stores.integrations.list())
    for (const { name, place } of await stores.secrets.list(id)) {
      if (place !== null) continue
      // One that this master key does not open stays as it is, and is reported when it is needed.
      const value = await stores.secrets.get(id, name, null).catch(() => null)
      if (value !== null)
        await transaction((tx) => tx.secrets.put(id, name, value, placeOf(placesOf(connections), name)))
    }
}

/** No integration can be named so: an import cannot replace what stands there. */
const hubItself = integrationId('hub:')

/**
 * A key of the hub's own. Made of the first master key and kept as a credential, so that what was signed or sealed with it
 * still fits under the next one. Where that key was lost, another is made: decisions that were approved before fail
 * then, and marks of before cannot be compared.
 */
export async function keptKey(
  { stores, transaction }: Database,
  masterKey: Uint8Array,
  use: 'decisions' | 'marks' | 'clients',
): Promise<Buffer> {
  const name = `${use}.key`
  const known = await stores.secrets.get(hubItself, name, null)
  if (known !== null) return Buffer.from(known, 'base64')
  const made = Buffer.from(hkdfSync('sha256', masterKey, '', `ledgerline ${use}`, 32))
  await transaction((tx) => tx.secrets.put(hubItself, name, made.toString('base64'), null))
  return made
}

/** Keyed hashes that tell which key made them. */
export function sealWith(key: Uint8Array): Seal {
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  const keyId = hmac('the key itself').slice(0, 8)
  return (text) => `${keyId}:${hmac(text)}`
}

/**
 * The key for the models: the environment's, else the one that an admin has stored. It is sealed with the address that it
 * was given for: no other address gets it.
 */
export function keepModelKey(
  { stores, transaction }: Database,
  { key, baseUrl }: { readonly key: string | null; readonly baseUrl: string },
) {
  const name = 'model.key'
  const stored = () => stores.secrets.get(hubItself, name, baseUrl)
  return {
    baseUrl,
    read: async () => key ?? (await stored()),
    from: async () =>
      key !== null ? ('environment' as const) : (await stored()) !== null ? ('stored' as const) : null,
    store: (given: string | null) =>
      transaction((tx) =>
        given === null ? tx.secrets.remove(hubItself, name) : tx.secrets.put(hubItself, name, given, baseUrl),
      ),
  }
}
