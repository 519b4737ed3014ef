import { type Connectors, connectorOf, type Finding } from '../domain/connector.ts'
import { AccessDenied, HubError, NeedsPerson } from '../domain/errors.ts'
import { type EntityName, ref, systemOf } from '../domain/record.ts'
import { type Program, stepsInUse } from '../language/index.ts'

/** No record has this key: whether it may be read is all that is asked. */
const nobody = '999999999'

/** `list`: by the field `by`, to see what people have entered before an older record is written. */
interface Need {
  readonly entity: EntityName
  readonly does: 'read' | 'write' | 'list'
  readonly by: string | null
  /** What is written, where that needs a right of its own. */
  readonly fields?: readonly string[]
  readonly flows: Set<string>
}

/**
 * What the flows need of the two systems: each entity that a step reads or finds is read once, under a key that nothing has,
 * what is looked through for older records is listed so, and of each that is written the right is looked up. Steps that the settings
 * rule out and flows that are `off` need nothing. A right that is missing is named with the flows that wait for it.
 */
export async function flowRightFindings(
  program: Program,
  off: readonly string[],
  connectors: Connectors,
): Promise<Finding[]> {
  const needs = new Map<string, Need>()
  const need = (
    entity: EntityName,
    does: Need['does'],
    flow: string,
    more: Pick<Need, 'by' | 'fields'> = { by: null },
  ) => {
    if (systemOf(entity) === 'hub') return
    const key = `${entity} ${does} ${more.fields?.join(' ') ?? ''}`
    const known = needs.get(key) ?? { entity, does, ...more, flows: new Set<string>() }
    known.flows.add(flow)
    needs.set(key, known)
  }
  /** A custom field of a record may take another right than what the hub always writes of it. */
  const needToFill = (entity: EntityName, flow: string, by: readonly string[]) => {
    const schema = program.schemaOf(entity)
    const filled = by.flatMap((id) => Object.keys(program.definition.mappings[id]?.fields ?? {}))
    const custom = filled.filter((name) => schema?.fields[name]?.custom)
    if (custom.length > 0) need(entity, 'write', flow, { by: null, fields: [...new Set(custom)].sort() })
    if (filled.length === 0 || filled.some((name) => name !== schema?.key && !custom.includes(name)))
      need(entity, 'write', flow)
  }
  const working = [...program.flows.values()].filter(({ flow }) => !off.includes(flow.id))
  for (const compiled of working) {
    const { id, on, bulk } = compiled.flow
    for (const entity of [on, ...(bulk?.watch ?? [])]) need(entity, 'read', id)
    const steps = stepsInUse(program, compiled)
    const mapped = steps.flatMap((step) => (step.do === 'map' ? [step.by] : []))
    for (const step of steps) {
      if (step.do === 'read' || step.do === 'find' || step.do === 'ensure') need(step.entity, 'read', id)
      if (step.do === 'write' || step.do === 'ensure') {
        const by = step.do === 'ensure' ? [step.by] : mapped
        needToFill(
          step.to,
          id,
          by.filter((one) => program.definition.mappings[one]?.to === step.to),
        )
        need(step.to, 'read', id)
        for (const { entity, key } of program.schemaOf(step.to)?.enteredAs?.places ?? [])
          need(entity, 'list', id, { by: key })
      }
    }
  }
  const found = await Promise.all([...needs.values()].map((one) => lookAt(one, connectors)))
  const wrong = found.flat()
  const unasked = [...needs.values()].flatMap((one) => unaskedOf(one, connectors))
  const operations = [...new Set(unasked)].sort()
  return [
    ...(wrong.length > 0
      ? wrong
      : [
          {
            check: 'hub.flow-rights',
            level: 'ok' as const,
            found: `The two systems let the hub read and write what its ${working.length} flows need${operations.length > 0 ? ', as far as can be asked' : ''}.`,
          },
        ]),
    ...(operations.length > 0
      ? [
          {
            check: 'hub.flow-rights.unasked',
            level: 'ok' as const,
            found: `Whether GP lets its user write cannot be asked without writing: Web Services refuse it with the first document, which then waits for a person. The role of the user needs ${operations.join(', ')}. Deposits go within CreateSalesOrder.`,
          },
        ]
      : []),
  ]
}

/** What has to be called to write, where the system does not say beforehand whether that is allowed. */
function unaskedOf({ entity, does }: Need, connectors: Connectors): readonly string[] {
  const connector = connectorOf(connectors, systemOf(entity))
  return does === 'write' && !connector.checkRight ? (connector.operationsOf?.(entity).write ?? []) : []
}

async function lookAt({ entity, does, by, fields, flows }: Need, connectors: Connectors): Promise<Finding[]> {
  const connector = connectorOf(connectors, systemOf(entity))
  const operations = connector.operationsOf?.(entity)[does === 'write' ? 'write' : 'read'] ?? []
  const record = ref(entity, nobody)
  try {
    if (does === 'write') await connector.checkRight?.({ do: 'update', record, ...(fields ? { fields } : {}) })
    else if (by === null) await connector.read(record)
    else await connector.search(nameOf(entity), { where: { [by]: nobody }, bare: true, limit: 1 })
    return []
  } catch (error) {
    // A system that is down is another finding.
    if (!(error instanceof AccessDenied || error instanceof NeedsPerson)) {
      if (error instanceof HubError) return []
      throw error
    }
    const [names, need] = [[...flows].join(', '), flows.size === 1 ? 'needs' : 'need']
    return [
      {
        check: `hub.flow-rights.${entity.replace(/\W/g, '-')}.${does}${fields ? `.${fields.join('-')}` : ''}`,
        level: 'warning',
        found:
          does === 'list'
            ? `The hub may not list ${entity}, which ${names} ${need} for records of before they began: ${error.message}. Nobody sees then whether people have entered them, so none is written by a backfill or by "run".`
            : `The hub may not ${does} ${entity}, which ${names} ${need}: ${error.message}.`,
        todo: `${error.hint}${operations.length > 0 ? ` The role of the user needs ${operations.join(', ')}.` : ''}`,
      },
    ]
  }
}

const nameOf = (entity: EntityName) => entity.slice(entity.indexOf('.') + 1)
