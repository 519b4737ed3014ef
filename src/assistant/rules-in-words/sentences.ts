import { HubError } from '../../domain/errors.ts'
import { type Json, memberOf } from '../../domain/record.ts'
import { valueInWords } from '../../language/index.ts'
import { fold } from '../words/text.ts'
import { type Condition, conditionsIn } from './conditions.ts'
import { type Around, completeEdits, type DraftedRule, fieldAt as formAt, type RuleEdit } from './draft.ts'
import { sourceIn, targetIn } from './fields.ts'

/**
 * A rule in words, without a model: the usual sentences of English and some of French. What is not understood to its last
 * word is not made: a rule that does half of what was said is worse than none. Pure.
 */
export function draftRule(words: string, around: Around): DraftedRule {
  const text = words
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.!]+$/, '')
  const refused = refusals.find(({ said }) => said.test(fold(text)))
  if (refused) return { ...cannot(refused.says), never: true }
  for (const read of [settingIn, valueIn, gateIn, fillIn]) {
    const found = read(text, around)
    if (found === null) continue
    if (typeof found === 'string') return cannot(found)
    try {
      for (const [place, edits] of found.ways.entries()) {
        try {
          return { edits: completeEdits(edits, around), assumptions: found.assumptions, cannot: null }
        } catch (error) {
          if (!(error instanceof HubError) || place < found.ways.length - 1) continue
          throw error
        }
      }
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      return cannot(`It was understood, but cannot be made: ${error.message}`)
    }
  }
  return cannot(
    'The sentence was not understood without a model. Sentences like these are: “put the shop reference into the comment”, “orders above 5000 EUR wait for me”, “do not transfer orders to CH”, “set batchPrefix to SHOP”, “carrier Colissimo is SHIP2”.',
  )
}

const cannot = (says: string): DraftedRule => ({ edits: [], assumptions: [], cannot: says })

/** What no rule may do, whoever asks. */
const refusals = [
  {
    said: /\b(ignore|force|skip|accept|allow|switch off|turn off|disable|remove)\b.*\b(difference|rounding|proof|balance|total|cent)s?\b|\b(total|difference)s?\b.*\b(do not matter|does not matter)\b/,
    says: 'Totals are proved to the cent, and no rule takes that out: a document that differs from what the customer paid is a wrong document. See the incident of the order for what differs.',
  },
  {
    said: /\b(all|any|every|each|everything)\b.*\b(other|unknown|unmapped|missing|new|else)\b.*\b(to|as|is|are|becomes?|use)\b|\bdefault (carrier|tax|item|customer)\b/,
    says: 'One answer for whatever has none would book orders wrongly without a word. Each value gets its own answer: “ledgerline suggest NAME” proposes them.',
  },
  {
    said: /\b(void|delete|cancel|change|correct)\b.*\b(posted|invoiced|transferred)\b/,
    says: 'What is posted in GP is changed in GP alone, by a person: a return or a credit memo mirrors it.',
  },
]

/** Edits in the ways that may compile, the best first: what a field holds now decides which does. */
interface Read {
  readonly ways: readonly (readonly RuleEdit[])[]
  readonly assumptions: readonly string[]
}
type Reading = Read | string | null

const settingNames: Readonly<Record<string, string>> = {
  'batch prefix': 'batchPrefix',
  'order prefix': 'orderPrefix',
  'order number prefix': 'orderPrefix',
  'customer prefix': 'customerPrefix',
  'address prefix': 'addressPrefix',
  'document type': 'documentType',
  'document id': 'documentType',
  'payment terms': 'paymentTerms',
  'default payment terms': 'paymentTerms',
  site: 'site',
  warehouse: 'site',
  'default site': 'site',
  'customer class': 'customerClass',
  'guest customer': 'guestCustomer',
  timezone: 'timezone',
  'time zone': 'timezone',
}

function settingIn(text: string, { definition: { settings } }: Around): Reading {
  const [, name, given] =
    /^(?:please )?(?:set|change|switch)(?: the)?(?: setting)? (.+?)(?: setting)? (?:to|=|on|off) ?"?([^"]*?)"?$/i.exec(
      text,
    ) ??
    /^(?:please )?(?:use|take)(?: the)? ((?:default )?(?:site|warehouse|payment terms|document type|customer class|batch prefix|order prefix)) "?([^"]+?)"?(?: for (?:all |web )?orders)?$/i.exec(
      text,
    ) ??
    []
  if (name === undefined || given === undefined) return null
  const own = memberOf(settings.settings, name) ? name : memberOf(settingNames, fold(name.replace(/^setting /i, '')))
  const setting = own === undefined ? undefined : memberOf(settings.settings, own)
  if (own === undefined || setting === undefined) return null
  const after = settingValue(setting.type, given.trim() || (/ off$/i.test(text) ? 'off' : 'on'), setting.value)
  if (after === undefined) return `The setting ${own} does not take “${given}”.`
  return {
    ways: [[{ do: 'set-setting', name: own, after }]],
    assumptions: ['It holds for orders from now on; documents that are in GP stay as they are until somebody decides.'],
  }
}

function settingValue(type: string, given: string, before: unknown): Json | undefined {
  switch (type) {
    case 'text':
      return given
    case 'boolean':
      return /^(on|yes|true|1)$/i.test(given) ? true : /^(off|no|false|0)$/i.test(given) ? false : undefined
    case 'integer':
      return /^\d{1,9}$/.test(given) ? Number(given) : undefined
    case 'texts': {
      const [, add, value = given] = /^(\+|and )?(.+)$/.exec(given) ?? []
      const values = value.split(/\s*,\s*/)
      return add && Array.isArray(before) ? [...(before as string[]), ...values] : values
    }
    default:
      return undefined
  }
}

const kindsOfValue: Readonly<Record<string, string>> = {
  carrier: 'carrier',
  transporteur: 'carrier',
  tax: 'tax',
  payment: 'payment',
  'payment method': 'payment',
  'payment module': 'payment',
  item: 'item',
  product: 'item',
  unit: 'unit',
}

function valueIn(text: string, { definition: { valueMaps } }: Around): Reading {
  const [, kind, from, to] =
    /^(?:please )?(?:map |book |take |use )?(?:the )?(carrier|transporteur|tax|payment(?: method| module)?|item|product|unit) "?(.+?)"? (?:is|becomes|means|as|to|->|→|=|est)(?: the)?(?: (?:shipping method|tax detail|payment terms|gp item|item|unit))? "?([\w .&/-]+?)"?(?: in gp)?$/i.exec(
      text,
    ) ?? []
  if (kind === undefined || from === undefined || to === undefined) return null
  const id = memberOf(kindsOfValue, kind.toLowerCase())
  const valueMap = id === undefined ? undefined : memberOf(valueMaps, id)
  if (!valueMap) return null
  const exact = valueMap.entries.filter((entry) => entry.from === from)
  const named =
    exact.length > 0 ? exact : valueMap.entries.filter(({ label }) => label !== undefined && fold(label) === fold(from))
  // A reference or a module needs no entry before; a carrier or a tax is known by its number alone.
  const free = ['payment', 'item', 'unit'].includes(valueMap.id) && /^[\w.:/-]+$/.test(from)
  if (named.length !== 1 && !free)
    return `${named.length > 1 ? 'More than one' : 'No'} entry of the value map ${valueMap.id} is called “${from}”. It has ${valueMap.entries.map((entry) => `${entry.label ?? entry.from} (${entry.from})`).join(', ') || 'none'}.`
  return {
    ways: [[{ do: 'set-value', valueMap: valueMap.id, from: named[0]?.from ?? from, to }]],
    assumptions: ['It holds for orders from now on; documents that are in GP stay as they are until somebody decides.'],
  }
}

const asks =
  /\b(?:(?:must|should|shall|have to|need to|has to|needs to|will|are to|is to)\s+)?(?:(?:be )?(?:held(?: back)?|hold(?: back)?|approved|reviewed|checked|confirmed)(?: first)?(?: by (?:me|us|somebody|a person|an approver|hand))?(?: before they (?:go|are sent|are transferred)(?: to gp)?)?|waits?(?: until i (?:have )?(?:approved?|seen|checked)(?: (?:them|it))?)?|needs? (?:my |an? |our )?(?:approval|ok|confirmation|review)|requires? (?:my |an? )?(?:approval|ok|confirmation|review)|stops?|pauses?)\b(?: for (?:me|us|approval|my approval|a person|review|my ok|somebody))?|\b(?:hold(?: back)?|stop|pause|ask (?:me|us)(?: (?:about|before|for))?|wait for (?:my )?approval (?:for|of|on)|let me (?:approve|check|see)|i want to (?:approve|check|see))\b|\b(?:attendent|doivent attendre|doivent etre (?:validees|approuvees|verifiees))\b(?: (?:ma|mon|une) (?:validation|accord|approbation))?(?: par moi)?/i
const skips =
  /\b(?:do not|don't|dont|never|must not|should not|shall not)\s+(?:be )?(?:transfer(?:red)?|send|sent|import(?:ed)?|take over|taken over|carry over|book|write|written|go|export(?:ed)?)\b|\b(?:leave out|leave alone|ignore|skip|exclude|are left out|are ignored|are skipped|stay in the shop)\b|\bne (?:pas )?(?:transferer|transferez|transfere)(?: pas)?\b|\b(?:ignorer|ignore|exclure)\b/i

const orderFlow = 'order-to-sales-order'
const linked = 'isLinked("gp.salesOrder", "prestashop.order", order.id)'
const fillers =
  /\b(?:orders?|commandes?|les|des|la|le|all|any|every|each|please|that|which|whose|who|are|is|the|to|into|in|gp|dynamics|from|of|for|me|us|be|it|they|them|when|if|where|then|and|with|a|an|an order|must|should|shall|will|have|has|first|before|go|goes|going|my|i|want|customers?|by|total|amount|value|over|only|web|shop|du|de|au|aux|par|moi|si|pour|totals?|worth|tax|vat|both)\b/gi

/** "Orders above 5000 wait for me", "do not transfer orders to CH". */
function gateIn(text: string, { definition }: Around): Reading {
  const plain = fold(text) === text.toLowerCase() ? text : withoutAccents(text)
  const kind = skips.test(plain) ? 'skip' : asks.test(plain) ? 'ask' : null
  if (kind === null || definition.flows[orderFlow] === undefined) return null
  const without = plain.replace(kind === 'skip' ? skips : asks, ' ')
  const found = conditionsIn(without, definition)
  if (found.cannot !== null) return found.cannot
  const either = /\bor\b|\bou\b/i.test(found.rest)
  const left = found.rest
    .replace(/\b(or|ou)\b/gi, ' ')
    .replace(fillers, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  if (left !== '') return notUnderstood(left)
  if (found.conditions.length === 0)
    return kind === 'skip'
      ? 'Which orders are not to be transferred was not said, or not understood. To stop all of them, pause the flow: "ledgerline pause".'
      : 'Which orders are to wait was not said, or not understood.'
  if (either && found.conditions.length > 2) return notUnderstood('and, or: more than two conditions')
  const { expression, says } = combined(found.conditions, either)
  return {
    ways: [
      [
        {
          do: 'add-step',
          flow: orderFlow,
          kind,
          goesOnIf: `${linked} || !(${expression})`,
          because: kind === 'skip' ? `Orders ${says} are not transferred.` : `Orders ${says} wait for a person.`,
          hint: 'If the order may go to GP, resolve the incident: it goes on. If not, cancel it in the shop.',
          says:
            kind === 'skip'
              ? null
              : '"Order " + order.reference + ": " + text(order.total_paid) + " " + order.currency.iso_code + "."',
        },
      ],
    ],
    assumptions: [
      ...assumptionsOf(found.conditions),
      'Orders that are in GP already are not stopped by it.',
      ...(kind === 'ask'
        ? ['An approver lets such an order go on, once, with their own sign-in; it waits as an incident until then.']
        : []),
    ],
  }
}

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '')
const notUnderstood = (left: string) =>
  `These words were not understood without a model: “${left}”. Nothing was made of the rest, because it might do something else than what you meant.`

function combined(conditions: readonly Condition[], either: boolean) {
  const expression = conditions
    .map(({ expression: one }) => (conditions.length > 1 ? `(${one})` : one))
    .join(either ? ' || ' : ' && ')
  return { expression, says: conditions.map(({ says }) => says).join(either ? ' or ' : ' and ') }
}
const assumptionsOf = (conditions: readonly Condition[]) => [
  ...new Set(conditions.flatMap(({ assumptions }) => assumptions)),
]

const fills =
  /^(?:please )?(?<verb>put|write|copy|store|show|enter|place|add|append|use|take|mettre|mets|mettez|ecrire|ajouter|ajoute) (?<source>.+?) (?<into>into|in|to|onto|as|at the (?:end|top|start) of|dans|comme) (?<target>[^,]+?)$/i
const becomes =
  /^(?:the )?(?<target>.+?) (?:should be|shall be|must be|is|are|becomes?|should hold|should contain|must hold|holds|contains|=|is filled (?:with|from)|est) (?<source>.+)$/i
const fillWith = /^(?:please )?(?:fill|set|replace) (?:the )?(?<target>.+?) (?:with|by|from|avec) (?<source>.+)$/i
const clears =
  /^(?:please )?(?:leave (?<kept>.+?) empty|(?:clear|empty|do not fill|don't fill|remove) (?<target>.+?))$/i
const conditional =
  /^(?:for|if|when|pour|si) (?<front>.+?), (?<front_rest>.+)$|^(?<back_rest>.+?)(?:,)? (?:for|if|when|pour|si) (?<back>(?:orders?|commandes?|an order|the|customers?|guests?|companies|it|they)\b.+)$/i

/** Right as a whole or not at all. */
const onlyWhole = /email|vat_number|phone|reference|order\.id\b|id_customer|iso_code|module|date_add/

/** "Put the shop reference into the comment", "for orders to DE, the batch is WEBDE". */
function fillIn(text: string, around: Around): Reading {
  const plain = withoutAccents(text)
  const split = conditional.exec(plain)?.groups
  const condition = split?.front ?? split?.back
  const sentence = split?.front_rest ?? split?.back_rest ?? plain
  const cleared = clears.exec(sentence)?.groups
  const instead = /\b(instead|only|alone|replace|au lieu|seulement)\b/i
  const match = (fills.exec(sentence) ?? fillWith.exec(sentence) ?? becomes.exec(sentence))?.groups
  if (!cleared && !match) return null
  const said = (cleared?.kept ?? cleared?.target ?? match?.target ?? '').replace(instead, ' ')
  const target = targetIn(said, around.definition, around.entities)
  if (!target)
    return cleared || /\b(field|comment|batch|gp)\b/i.test(said)
      ? `No field of the document in GP is called “${said.trim()}”.`
      : null
  const mapping = around.definition.mappings[target.mapping]!
  const present = formAt(mapping.fields, target.path)
  if (present !== null && typeof present !== 'string') return `${target.path.join('.')} is a group: name a field in it.`
  const found = condition === undefined ? null : conditionsIn(condition, around.definition)
  if (found?.cannot) return found.cannot
  const left =
    found?.rest
      .replace(fillers, ' ')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim() ?? ''
  if (left !== '' || (found && found.conditions.length === 0)) return notUnderstood(left || condition!)
  const when = found ? combined(found.conditions, /\bor\b/i.test(found.rest)) : null
  const always = [
    ...(found ? assumptionsOf(found.conditions) : []),
    'It holds for orders from now on; documents that are in GP stay as they are until somebody decides.',
  ]
  const field = (after: string | null): RuleEdit[] => [
    { do: 'set-field', mapping: target.mapping, path: target.path, after },
  ]
  if (cleared) {
    if (!target.field.optional)
      return `${target.path.join('.')} must be filled: GP does not take the document without it.`
    const kept = present ?? 'optional.none()'
    return {
      ways: when ? [field(`${when.expression} ? optional.none() : ${kept}`)] : [field(null)],
      assumptions: always,
    }
  }
  const givenSource = (match?.source ?? '').replace(instead, ' ').replace(/\s+/g, ' ').trim()
  const source =
    sourceIn(givenSource, mapping, around.entities) ??
    (/^[\w.-]{1,20}$/.test(givenSource) && /[A-Z\d]/.test(givenSource)
      ? sourceIn(`"${givenSource}"`, mapping, around.entities)
      : null)
  if (!source) return `What is to stand in ${target.path.join('.')} was not understood: “${givenSource}”.`
  const { maxLength, lines } = target.field as { maxLength?: number; lines?: true }
  const limited = lines === undefined && maxLength !== undefined && !/^"/.test(source.expression)
  const short = limited && !onlyWhole.test(source.expression)
  const value = short ? `truncate(${source.expression}, ${maxLength})` : source.expression
  // A comment of several lines keeps what it holds; any other field holds one thing.
  const adds = lines !== undefined && present !== null && !instead.test(sentence) && !instead.test(plain)
  const atEnd = /^(add|append|ajouter|ajoute)$/i.test(match?.verb ?? '') || /end/i.test(match?.into ?? '')
  const fresh = adds
    ? (kept: string) => `joined([${(atEnd ? [kept, value] : [value, kept]).join(', ')}], "\\n")`
    : () => value
  const texts = adds ? [`orElse(${present}, "")`, present!] : ['""']
  const ways = texts.flatMap((kept) => {
    const made = fresh(kept)
    const otherwise = present ?? 'optional.none()'
    return when
      ? [`${when.expression} ? unlessEmpty(${made}) : ${otherwise}`, `${when.expression} ? ${made} : ${otherwise}`]
      : [`unlessEmpty(${made})`, made]
  })
  return {
    ways: ways.map(field),
    assumptions: [
      ...source.assumptions,
      ...(adds
        ? [`What ${target.path.join('.')} holds today stays, on other lines.`]
        : present === null
          ? []
          : [
              `What filled ${target.path.join('.')} before goes${when ? ' for these orders' : ''}: ${valueInWords(present)}.`,
            ]),
      ...(short ? [`What is longer than ${maxLength} characters is cut.`] : []),
      ...(limited && !short ? [`One of more than ${maxLength} characters is not cut: its order asks a person.`] : []),
      ...always,
    ],
  }
}
