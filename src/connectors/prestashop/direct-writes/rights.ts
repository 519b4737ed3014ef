import type { AskedWrite, Finding } from '../../../domain/connector.ts'
import type { CustomFields } from '../../../domain/custom-fields.ts'
import { NeedsPerson } from '../../../domain/errors.ts'
import { type EntityName, memberOf } from '../../../domain/record.ts'
import { prestashopEntities } from '../entities/index.ts'
import { customIn } from './own-row.ts'
import { nameOf, type Right, type Way, ways } from './ways.ts'

type Permissions = ReadonlyMap<string, ReadonlySet<string>>

/** As the back office names them. */
const rightNames = { GET: '“View (GET)”', POST: '“Add (POST)”', PATCH: '“Patch (PATCH)”', DELETE: '“Delete (DELETE)”' }
const rightName = (rights: readonly Right[]) =>
  [...Map.groupBy(rights, ({ methods }) => methods.map((method) => rightNames[method]).join(', '))]
    .map(([names, its]) => `${names} for ${its.map(({ resource }) => resource).join(', ')}`)
    .join('; ')
const mayDo = (rights: readonly Right[], permissions: Permissions) =>
  rights.every(({ resource, methods }) => methods.every((method) => permissions.get(resource)?.has(method) === true))

/** What setting such fields needs; without any: what the way sets usually. */
function rightsFor({ rights, update }: Way, entity: EntityName, fields?: readonly string[]): readonly Right[] {
  const key = memberOf(prestashopEntities, nameOf(entity))?.key
  const parts = new Set(
    (fields ?? update).filter((field) => field !== key).map((field) => (update.includes(field) ? 'update' : 'custom')),
  )
  return rights.filter(({ of }) => of === undefined || parts.has(of))
}

/** @throws NeedsPerson when the key may not write this entity */
export function checkWriteRight({ record, fields }: AskedWrite, permissions: Permissions): void {
  const way = memberOf(ways, record.entity)
  const rights = way ? rightsFor(way, record.entity, fields) : []
  if (mayDo(rights, permissions)) return
  throw new NeedsPerson(
    'right_missing',
    `The Webservice key of the shop may not write ${record.entity}: the right ${rightName(rights)} is not ticked`,
    `Tick ${rightName(rights)} (Advanced Parameters, Webservice), then propose it again.`,
    { subject: record.entity, record },
  )
}

/** Which proposed writes the key may do, those of custom fields as well. Least privilege is no fault: it is only shown. */
export function writeRights(permissions: Permissions, customFields: CustomFields): Finding {
  const writes = Object.entries(ways).flatMap(([name, way]) => {
    const entity = name as EntityName
    const custom = way.rights.some(({ of }) => of) ? customIn({ customFields }, entity) : []
    return way.byFlows
      ? []
      : [
          { entity, rights: rightsFor(way, entity) },
          ...(custom.length > 0
            ? [{ entity: `${entity} (${custom.join(', ')})`, rights: rightsFor(way, entity, custom) }]
            : []),
        ]
  })
  const may = writes.filter(({ rights }) => mayDo(rights, permissions))
  const lacking = writes
    .filter((write) => !may.includes(write))
    .map(({ entity, rights }) => `${entity} (${rightName(rights)})`)
  return {
    check: 'shop.permissions.writes',
    level: 'ok',
    found: [
      may.length > 0
        ? `By proposal the key may write ${may.map(({ entity }) => entity).join(', ')}.`
        : 'By proposal the key may write nothing.',
      ...(lacking.length > 0 ? [`Not ticked, and only needed for such writes: ${lacking.join(', ')}.`] : []),
    ].join(' '),
  }
}
