import { entityName } from './entity-words.ts'
import { type FieldForm, type Flow, type Mapping, noneOf, type Step, type StepOf } from './format.ts'
import { scheduleInWords } from './schedule.ts'
import { conditionInWords, valueInWords } from './sentence/index.ts'

/** A flow in plain sentences, one a step, for people who do not read expressions. */
export function explainFlow(flow: Flow): string[] {
  const carried = flow.carries ?? []
  return [
    flow.about,
    `It starts ${start(flow)}.`,
    ...(carried.length > 0
      ? [`It carries ${carried.join(' and ')} where they are known to the cent; else a person is asked.`]
      : []),
    ...flow.steps.flatMap((step) => explainStep(step, '')),
  ]
}

const start = ({ on, bulk, schedule, onRequest }: Flow): string => {
  if (onRequest) return `when a person asks for a ${entityName(on)}`
  if (!schedule) return `when a ${entityName(on)} changes`
  return `${scheduleInWords(schedule)}${bulk ? `, for all records of ${entityName(on)}` : ''}`
}

function explainStep(step: Step, indent: string): string[] {
  switch (step.do) {
    case 'read':
      return [
        `${indent}Read the ${entityName(step.entity)} as "${step.as}"${step.missing === 'skip' ? `; without one leave it: ${step.because ?? ''}` : '.'}`,
      ]
    case 'find':
      return [
        `${indent}Find ${step.most === undefined ? `the ${entityName(step.entity)}` : `${step.tooMany === undefined ? 'up to' : 'the first'} ${step.most} records of ${entityName(step.entity)}`} by ${[...Object.keys(step.where), ...Object.keys(step.until ?? {})].join(' and ')}, as "${step.as}"${noneOf(step) === undefined ? '; there may be none.' : `; without one ${noneOf(step) === 'skip' ? 'leave it' : 'ask a person'}: ${step.because}`}`,
      ]
    case 'skip':
      return [
        `${indent}Go on only if ${conditionInWords(step.unless)}; otherwise leave it${step.again ? `, and look again every ${step.again.every} until it is older than ${step.again.for}${step.again.then ? ' (nobody is asked then)' : ''}` : ''}${step.goOnAfter === undefined ? '' : `; after ${step.goOnAfter} hours of that, where they are not 0, go on all the same`}: ${step.because}`,
      ]
    case 'stop':
      return [`${indent}Ask a person unless ${conditionInWords(step.unless)}: ${step.because}`]
    case 'ensure':
      return [
        `${indent}Find or create the ${entityName(step.to)} of the ${entityName(step.entity)}, by the mapping ${step.by}${step.update === 'difference' ? ', and bring it up to date' : ''}.`,
      ]
    case 'map':
      return [`${indent}Make "${step.as}" by the mapping ${step.by}.`]
    case 'balance':
      return [`${indent}Bring "${step.document}" to ${valueInWords(step.to)}, to the cent. ${explainRemainder(step)}`]
    case 'write':
      return [
        `${indent}Write "${step.document}" as a ${entityName(step.to)}${step.of === undefined ? '' : ` of "${step.of}"`}, once${step.update === 'difference' ? '; when it is there already and untouched, change what differs' : ''}.`,
      ]
    case 'each':
      return [
        `${indent}For each "${step.as}" of ${valueInWords(step.list)} (${step.because}):`,
        ...step.steps.flatMap((inner) => explainStep(inner, `${indent}  `)),
      ]
    case 'branch':
      return [
        `${indent}If ${conditionInWords(step.if)} (${step.because}):`,
        ...step.then.flatMap((inner) => explainStep(inner, `${indent}  `)),
        ...(step.otherwise.length > 0
          ? [`${indent}Otherwise:`, ...step.otherwise.flatMap((inner) => explainStep(inner, `${indent}  `))]
          : []),
      ]
  }
}

function explainRemainder({ cap, over, under }: StepOf<'balance'>): string {
  if (!over && !under) return 'A remainder stops the run.'
  const places = [...(over ? [over] : []), ...(under ? [`${over ? 'or, ' : 'if '}negative, to ${under}`] : [])]
  return `A remainder up to ${valueInWords(cap ?? '0')} goes to ${places.join(' ')}; a larger one stops the run.`
}

/** A mapping, one line a field: what it becomes, and of what. */
export function explainMapping(mapping: Mapping): string[] {
  const from = Object.entries(mapping.from).map(([name, entity]) => `${entityName(entity)} "${name}"`)
  return [
    mapping.about,
    `A ${entityName(mapping.to)} is made of ${from.join(', ')}.`,
    ...Object.entries(mapping.let ?? {}).map(([name, text]) => `"${name}" is ${valueInWords(text)}.`),
    ...explainFields(mapping.fields, ''),
  ]
}

function explainFields(fields: Readonly<Record<string, FieldForm>>, indent: string): string[] {
  return Object.entries(fields).flatMap(([name, form]) => {
    if (typeof form === 'string') return [`${indent}${name} is ${valueInWords(form)}.`]
    const lets = 'each' in form ? Object.entries(form.let ?? {}) : []
    const inner = [
      ...lets.map(([own, text]) => `${indent}  "${own}" is ${valueInWords(text)}.`),
      ...explainFields(form.fields, `${indent}  `),
    ]
    return [
      'each' in form
        ? `${indent}${name} has a row for each "${form.as}" of ${valueInWords(form.each)}:`
        : `${indent}${name} holds:`,
      ...inner,
    ]
  })
}
