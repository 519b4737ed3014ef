import type { Integration } from '../../domain/definition.ts'
import { canonicalJson, type Json, memberOf } from '../../domain/record.ts'
import { type Definition, type Program, startsIn } from '../../language/index.ts'

/**
 * What a flow goes by, as text that differs where that does: its steps, the mappings, value maps and settings that it names, those
 * that these name, and custom fields. An approval about shipments begins no round of prices anew. What is named by chance counts as
 * well, and so do the value maps that functions of taxes ask for by themselves. Pure.
 */
export function rulesOf({ flows, mappings, valueMaps, settings, customFields }: Definition, flow: string): string {
  const its = (value: unknown) => canonicalJson(value as Json)
  // What they say of themselves to people names others.
  const silent = (all: Readonly<Record<string, object>>) =>
    Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { ...value, about: null }]))
  const members = [mappings, silent(valueMaps), silent(settings.settings)].flatMap((all) =>
    Object.entries(all).map(([name, value]) => ({ name, text: its({ [name]: value }) })),
  )
  let rules = its(flows[flow] ?? {})
  let left = members
  const isAsked = ({ name }: { readonly name: string }) =>
    rules.includes(name) || (/^tax(-rate)?$/.test(name) && /tax/i.test(rules))
  for (let asked = left.filter(isAsked); asked.length > 0; asked = left.filter(isAsked)) {
    left = left.filter((one) => !asked.includes(one))
    rules += asked.map(({ text }) => `\n${text}`).join('')
  }
  return `${rules}\n${its(customFields)}`
}

/**
 * All that decides beside the records themselves: also the two systems that are meant, since when records are taken up, and the
 * settings of letters, which the target names. The beginnings of other flows only where its rules ask for them. Pure.
 */
export function decidedBy(
  integration: Pick<Integration, 'connections' | 'cutOver' | 'flowsSince' | 'offFlows'>,
  program: Pick<Program, 'definition' | 'entities' | 'flows' | 'schemaOf'>,
  flow: string,
): string {
  const { definition, flows, schemaOf } = program
  const { letters } = schemaOf(flows.get(flow)!.bulk!.to) ?? {}
  const spelt = Object.values(letters ?? {}).map((name) => memberOf(definition.settings.settings, name)?.value ?? null)
  const rules = rulesOf(definition, flow)
  const { cutOver, flowSince, ...others } = startsIn(program, integration, flow)
  const asked = Object.fromEntries(Object.entries(others).filter(([name]) => rules.includes(name)))
  const { connections } = integration
  return `${canonicalJson({ connections, cutOver, flowSince, ...asked, spelt } as Json)}\n${rules}`
}
