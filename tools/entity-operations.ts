import { z } from 'zod'
import { query } from './define-tool.ts'
import { keyPath } from './entities.ts'
import { type DescribedEntity, filter, type Given, key, limit, type Operation, reading } from './operation.ts'
import { propose } from './propose.ts'

/** What can be done with an entity: read one, list or search where it is offered, and the writes that are proposed. */
export function entityOperations(entity: DescribedEntity): Operation[] {
  const [system, name] = entity.entity.split('.') as [string, string]
  const searched = reading({
    id: `${entity.entity}.search`,
    about: `Records by fields that must be equal${system === 'gp' ? ' ("%" stands for anything)' : ', newest first'}. ${entity.about}`,
    takes: z.strictObject({
      where: filter.describe(`An object with fields of: ${entity.searchedBy.join(', ')}.`),
      limit,
    }),
    path: ({ where, limit: most }) =>
      `records/${system === 'gp' ? 'gp-search' : 'prestashop'}/${name}?${query({ ...(where as Given), limit: most })}`,
  })
  const listed = reading({
    id: `${entity.entity}.list`,
    about: `All of them, those with \`search\` in them. ${entity.about}`,
    takes: z.strictObject({ search: z.string().max(100).default(''), limit, offset: z.int().min(0).default(0) }),
    path: (given) => `records/${system}/${name}?${query(given)}`,
  })
  return [
    reading({
      id: `${entity.entity}.read`,
      about: `One record by its key. ${entity.about}`,
      takes: z.strictObject({ key }),
      path: (given) => `records/${system}/${name}/${keyPath(String(given.key))}`,
    }),
    ...(entity.listed ? [listed] : []),
    ...(entity.searchedBy.length > 0 ? [searched] : []),
    ...writesOf(entity),
  ]
}

type Action = 'create' | 'update' | 'void'
const actionSentences: Readonly<Record<Action, string>> = {
  create: 'Makes a new one.',
  update: 'Changes fields of one; its key is its own id.',
  void: 'Voids one.',
}

function writesOf({ entity, write, fields, key: keyField }: DescribedEntity): Operation[] {
  if (!write) return []
  const mail = write.tellsCustomer
    ? { tellCustomer: z.boolean().default(false).describe('Whether the customer gets the mail; default: no.') }
    : {}
  const document = (names: readonly string[]) =>
    z.record(z.string().max(60), z.json()).describe(`An object with fields of: ${names.join(', ')}.`)
  const creatable = fields.filter(({ name, readOnly }) => !readOnly && name !== keyField).map(({ name }) => name)
  const forms: readonly [Action, boolean, z.ZodRawShape][] = [
    ['create', write.create, { key, document: document(creatable) }],
    ['update', write.update.length > 0, { key, document: document(write.update), ...mail }],
    ['void', write.void, { key }],
  ]
  return forms
    .filter(([, offered]) => offered)
    .map(([action, , shape]) => ({
      id: `${entity}.${action}`,
      effect: 'propose',
      about: `${actionSentences[action]} ${write.about}`,
      takes: z.strictObject(shape),
      run: (given, context, integration, asked) =>
        propose(context, {
          ...asked,
          integration,
          title: `${action} ${entity} ${String(given.key)}`,
          changes: [
            {
              do: 'write',
              write: action,
              record: { entity, key: given.key },
              after: given.document ?? {},
              tellCustomer: given.tellCustomer ?? false,
            },
          ],
        }),
    }))
}
