import { z } from 'zod'
import type { Finding } from '../domain/connector.ts'
import type { Problem } from '../domain/errors.ts'
import { type Actor, type Person, roles, type Scope, scopes } from '../domain/person.ts'
import type { EntityName, Json, RecordRef, RecordValue } from '../domain/record.ts'
import type { Difference } from '../language/index.ts'
import { shape } from './route.ts'

/** Shapes that answers of many routes have in common. */

/** By which a person proves that it is them: password, code of their authenticator app, or what a session was given for a confirmation. */
export const proof = {
  password: z.string().max(128).optional(),
  code: z.string().max(100).optional(),
  confirmation: z.string().max(100).optional(),
}

/** Any JSON. Described as such: a schema that contains itself helps no reader. */
export const json = z.custom<Json>((value) => value !== undefined)
/** ISO 8601 in UTC: "2026-03-02T09:30:00.000Z". */
export const time = z.string().meta({ format: 'date-time' })
export const entityName = z.custom<EntityName>((value) => typeof value === 'string').meta({ type: 'string' })
/** Amount or quantity as text, without exponent: "12.34". */
export const amount = z.string()

export const recordRef = shape<RecordRef>()(
  z.object({ entity: entityName, key: z.string() }).meta({ id: 'RecordRef', description: 'Which record.' }),
)
/** A record in the vendor's own field names. */
export const recordValue = z
  .custom<RecordValue>((value) => typeof value === 'object' && value !== null)
  .meta({ type: 'object' })

export const actor = shape<Actor>()(
  z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('person'), id: z.string(), email: z.string() }),
      z.object({
        kind: z.literal('token'),
        id: z.string(),
        name: z.string(),
        owner: z.string().optional(),
        madeBy: z.string().optional(),
      }),
      z.object({ kind: z.literal('hub') }),
    ])
    .meta({ id: 'Actor' }),
)
export const role = z.enum(roles)
export const scope = z.enum(scopes)
export const person = shape<Person>()(
  z.object({ id: z.string(), email: z.string(), name: z.string(), role }).meta({ id: 'Person' }),
)
export const scopeList = shape<readonly Scope[]>()(z.array(scope))

export const finding = shape<Finding>()(
  z
    .object({
      check: z.string(),
      level: z.enum(['ok', 'warning', 'error']),
      found: z.string(),
      todo: z.string().optional(),
    })
    .meta({ id: 'Finding' }),
)
export const problem = shape<Problem>()(z.object({ at: z.string(), reason: z.string() }))
export const difference = shape<Difference>()(
  z.object({ path: z.string(), before: json, after: json }).meta({ id: 'Difference' }),
)

/** Who answered beside the baseline. `name` null: no model did, and `says` says why. */
export const askedModel = z.object({ name: z.string().nullable(), says: z.string() })
