/**
 * What a person may do. Each role includes those before it.
 *
 * | role     | may                                                        |
 * |----------|------------------------------------------------------------|
 * | viewer   | read, also of customers (`people`)                         |
 * | operator | run, replay, pause; propose                                |
 * | approver | decide on proposals                                        |
 * | admin    | people, tokens, integrations                               |
 */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const
export type Role = (typeof roles)[number]

export const mayAct = (role: Role, needed: Role) => roles.indexOf(role) >= roles.indexOf(needed)

export interface Person {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
}

/**
 * What a token of a program may do. None of them decides: that takes a person's own sign-in. `people`: reads who customers
 * are and where they live; without it, answers hold placeholders in place of that. `raw`: reads what went over the wire.
 */
export const scopes = ['read', 'propose', 'operate', 'admin', 'people', 'raw'] as const
export type Scope = (typeof scopes)[number]

/** What a person may do by their role; their tokens may do no more. */
export const scopesOf: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ['read', 'people'],
  operator: ['read', 'propose', 'operate', 'people'],
  approver: ['read', 'propose', 'operate', 'people', 'raw'],
  admin: ['read', 'propose', 'operate', 'admin', 'people', 'raw'],
}

/**
 * Who does something: a person who has signed in, a program by its token, or the hub itself. `owner`: the person whose
 * client uses the token; left out where nobody is known, as with the data folder's own. `madeBy`: who made it in their name.
 */
export type Actor =
  | { readonly kind: 'person'; readonly id: string; readonly email: string }
  | {
      readonly kind: 'token'
      readonly id: string
      readonly name: string
      readonly owner?: string
      readonly madeBy?: string
    }
  | { readonly kind: 'hub' }

/** The owner of the data folder, who is let in by its access file. */
export const thisMachine: Actor = { kind: 'token', id: 'local', name: 'this machine' }

/** The same person, the same token, or the hub itself. */
export const sameActor = (one: Actor, other: Actor): boolean =>
  one.kind === other.kind && (one.kind === 'hub' || one.id === (other as typeof one).id)

export function actorText(actor: Actor): string {
  if (actor.kind === 'hub') return 'the hub'
  if (actor.kind === 'person') return actor.email
  return actor.id === 'local' ? actor.name : `token ${actor.name}`
}
