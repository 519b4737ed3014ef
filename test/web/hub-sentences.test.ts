import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue } from '../../src/catalogue.ts'
import { type EntityName, ref } from '../../src/domain/record.ts'
import type { Missing } from '../../src/domain/run.ts'
import { processes, releasedStandards, standardDefinition } from '../../src/flows/index.ts'
import { did, missingThings, notNamed, recordGone, sheetHeld } from '../../src/language/words.ts'
import {
  differenceCauses,
  differenceKinds,
  openItemKinds,
  type Reconciled,
  summaryOf,
} from '../../src/reconcile/index.ts'
import { sentenceIn } from '../../src/web/kit/sentence.ts'
import { audit as english } from '../../src/web/words/en/audit.ts'
import { audit as frenchAudit } from '../../src/web/words/fr/audit.ts'
import { proofTexts } from '../../src/web/words/fr/hub/proof.ts'
import { reconciliationLabels } from '../../src/web/words/fr/hub/reconciliation.ts'
import { hubSentences, spokenSentences } from '../../src/web/words/fr/hub/sentences.ts'
import { settingTexts } from '../../src/web/words/fr/hub/settings.ts'
import { titleTexts } from '../../src/web/words/fr/hub/titles.ts'
import { textsIn } from './texts-in.ts'

/** As a page says it. */
const french = (text: string) => sentenceIn(hubSentences, text, (entity) => entity.slice(entity.indexOf('.') + 1))
const order = ref('prestashop.order' as EntityName, '12')
const missing = (...all: [Missing, ...Missing[]]) => missingThings('map', all)

// The hub's own words are put in: where one of them changes, its row must change with it.
test('the most frequent questions and outcomes of the hub are whole in French', () => {
  const item = (key: string): Missing => ({ what: 'record', record: ref('gp.item' as EntityName, key) })
  const sheet = {
    ...{ of: 'document', state: 'held', currency: 'EUR', digits: 2, total: '10', anchor: '12', difference: '2' },
    ...{ parts: [], adjustments: [] },
  } as unknown as Parameters<typeof sheetHeld>[1]
  const questions = [
    missing(
      { what: 'value', valueMap: 'carrier', from: '2' },
      { what: 'value', valueMap: 'tax', from: '3', label: 'TVA (20)' },
    ),
    missing(item('')),
    missing(item('TEA-1')),
    missing({ what: 'link', source: order, entity: 'gp.customer' as EntityName }),
    sheetHeld('prove', sheet),
  ]
  const document = ref('gp.salesOrder' as EntityName, 'WEB12')
  const item1 = ref('gp.item' as EntityName, 'TEA-1')
  const product = ref('prestashop.product' as EntityName, '7')
  const gone = [
    recordGone('read', order, order, null),
    recordGone('read', ref('prestashop.customer' as EntityName, '3'), order, null),
    recordGone('read', order, order, { document, arrived: true }),
    recordGone('read', ref('gp.price' as EntityName, 'TEA'), order, null),
    recordGone('read', item1, item1, null),
    recordGone('read', item1, item1, { document: product, arrived: true }),
    recordGone('read', item1, item1, { document: product, arrived: false }),
    recordGone('read', product, product, null),
    recordGone('read', product, ref('prestashop.stockAvailable' as EntityName, '7'), null),
    notNamed('read', ref('prestashop.carrier' as EntityName, '0'), order),
  ]
  const told = [
    ...questions.map(({ message }) => message),
    ...questions.map(({ hint }) => hint),
    ...gone.flatMap(({ message, hint }) => [message, hint]),
    ...Object.values(did).map((what) => `sales order WEB7 ${what}.`),
    'The order is not paid yet.',
  ]
  for (const text of told)
    expect(french(text).replaceAll(/"[^"]*"/g, ''), text).not.toMatch(
      /\b(?:the|has|is|was|needed|and|are|its|order's|then|with|already)\b/i,
    )
})

test('a sentence that nobody has translated stays as the hub says it', () => {
  const text = 'GP refused the batch: it is marked for posting.'
  expect(french(text)).toBe(text)
})

interface Gate {
  readonly do?: string
  readonly because?: string
  readonly hint?: string
}

/** Every step and guard of a flow, those inside of branches and lists as well. */
function gatesIn(value: unknown): readonly Gate[] {
  if (value === null || typeof value !== 'object') return []
  const inside = Object.values(value).flatMap(gatesIn)
  return Array.isArray(value) ? inside : [value as Gate, ...inside]
}

/** Why a flow goes a way, or through a list, is part of a sentence beside its drawing: no sentence of its own. */
const shownBesideTheFlow = ['branch', 'each']

const textsOf = (flows: unknown): readonly string[] =>
  gatesIn(flows)
    .filter((gate) => !shownBesideTheFlow.includes(gate.do ?? ''))
    .flatMap(({ because, hint }) => [because, hint].filter((text) => typeof text === 'string'))
const saidByFlows = () =>
  textsOf([...Object.values(standardDefinition().flows), ...processes.flatMap((process) => process.flows)])
const saidByCauses = (): readonly string[] =>
  ['hub', 'prestashop', 'gp-web-services', 'gp-econnect', 'sql', 'transport'].flatMap((system) =>
    catalogue.causesOf(system).flatMap(({ says, next }) => [says, next]),
  )

const src = join(import.meta.dirname, '../../src')
const sourcesOf = (...globs: readonly string[]) =>
  globs
    .flatMap((glob) => globSync(glob, { cwd: src }))
    .map((file) => ({ file, source: readFileSync(join(src, file), 'utf8') }))

/** What says on pages what a change would do, why records stop, what differs, and what a check has found. */
const spokenIn = [
  ...['proposals/{plan,risk,approval}.ts', 'assistant/fixes/*.ts', 'assistant/values/reasons.ts'],
  ...['assistant/triage/rules/*.ts', 'assistant/triage/{explain-question,judge-incidents}.ts'],
  ...[
    'reconcile/{catalogue,came,duplicates,differences,receivable-differences,open-items,unapplied,drift,payouts,paid-out,entered,gone,page,exchange-rates}.ts',
  ],
  ...[
    'connectors/prestashop/{check,rights,money-vouchers}.ts',
    'connectors/gp/web-services/check.ts',
    'connectors/gp/entities/unfit-account.ts',
  ],
  ...[
    'value-map-sides.ts',
    'server/*.ts',
    'proposals/**/*.ts',
    'engine/**/*.ts',
    'domain/errors.ts',
    'language/{words,decide}.ts',
  ],
  ...[
    'reconcile/{offer-drift,offer-applies,offer-values,tax-report/book}.ts',
    'assistant/{assistant,values/suggest}.ts',
  ],
  ...['language/balance.ts', 'language/taxes/*.ts'],
  ...[
    'connectors/prestashop/{webservice,read-order,stock-scope,within-shop,in-another-shop,direct-writes/set-order}.ts',
  ],
  ...['connectors/gp/web-services/{services,transport,wire,writing}.ts'],
  ...[
    'connectors/gp/econnect/{check,econnect,file}.ts',
    'connectors/gp/sql/{server,check-changed-rows,check-extended-pricing,views,inactive,search}.ts',
  ],
]
/** What speaks to programs alone, and the page that stands in for the others while they are built. */
const spokenToNobody = ['server/openapi.ts', 'server/web-app.ts']
/** A sentence alone: what goes before and after it in one text is another. */
const alone = (text: string) =>
  text
    .replace(/^\s?\{\} ?(?=[A-Z])/, '')
    .replaceAll(/(?:\{\}){2,}/g, '{}')
    .replace(/(?<=[.:?])\s?\{\}$/, '')
    .trim()
const isSentence = (text: string) =>
  /[a-z]{3}/.test(text) && / /.test(text) && /[.?]$/.test(text) && /^(?:\{\}|[A-Z“"])/.test(text)

/** Numbers, commands, names of settings and fields: what has to be the same in each language, but for VAT. */
const namesIn = (text: string) =>
  (text.replaceAll('TVA', 'VAT').match(/"[^"]*"|\d+|[a-z]+[A-Z]\w*|[A-Z]{3,}/g) ?? []).sort()

/** Sentences without a name or number: [as the hub says it, in French]. */
const whole = hubSentences.flatMap(([as, instead]) =>
  typeof as === 'string' && typeof instead === 'string' ? [[as, instead] as const] : [],
)
const own = new Map(whole)

test.each([
  ['the standard flows', saidByFlows],
  ['the catalogue of causes', saidByCauses],
])('what %s say is whole in French, and no part of it is taken for another sentence', (_, said) => {
  const sentences = [...new Set(said())]
  expect(sentences.length).toBeGreaterThan(100)
  // A new one gets its row in src/web/words/fr/hub.
  expect(sentences.filter((text) => !own.has(text))).toEqual([])
  for (const text of sentences) {
    expect(french(text), text).toBe(own.get(text))
    // Behind another sentence, and before one, as questions with amounts have it.
    expect(french(`12. ${text} 13.`)).toBe(`12. ${own.get(text)} 13.`)
  }
})

test('each sentence with a translation is one that the hub says, and it has one', () => {
  const sources = sourcesOf('{engine,language,domain}/**/*.ts')
    .map(({ source }) => source)
    .join('\n')
  // Integrations hold copies of released standards.
  const said = new Set([...saidByFlows(), ...textsOf(releasedStandards), ...saidByCauses()])
  const spoken = new Set(spokenSentences.map(([text]) => text))
  expect([...own.keys()].filter((text) => !said.has(text) && !spoken.has(text) && !sources.includes(text))).toEqual([])
  expect(own.size).toBe(whole.length)
})

test('a sentence with values in it, wherever a page shows one, has its French; the values stay what they are', () => {
  const texts = sourcesOf(...spokenIn)
    .filter(({ file }) => !spokenToNobody.includes(file))
    .flatMap(({ file, source }) => textsIn(file, source).map(alone))
  expect(texts.length).toBeGreaterThan(500)
  const translated = new Map(spokenSentences)
  // With values of the usual shape some are told by a pattern: GP has no tax detail "X".
  const isTold = (text: string) =>
    ['WEB7', '7', 'GP', '"2"'].some((value) => {
      const said = `12. ${text.replaceAll('"{}"', '"2"').replaceAll('{}', value)}`
      return french(said) !== said
    })
  const missing = [...new Set(texts.filter(isSentence))].filter(
    (text) => !translated.has(text) && !own.has(text) && !isTold(text),
  )
  // A new one gets its row in src/web/words/fr/hub.
  expect(missing).toEqual([])
  const cause = sourcesOf('domain/cause.ts').flatMap(({ file, source }) => textsIn(file, source))
  const all = [...texts, ...cause].join('\n')
  const longest = (text: string) => text.split('{}').toSorted((a, b) => b.length - a.length)[0]!
  expect([...translated.keys()].filter((text) => !all.includes(longest(text).trim()))).toEqual([])

  for (const [text, instead] of spokenSentences) {
    const values = ['WEB7', '1.50', 'ada@example.com', 'a/b', '12:00', '“x. y”', '7', '8']
    let place = 0
    const said = text.replaceAll('{}', () => values[place++]!)
    const wanted = instead.replaceAll(/\{(\d)\}/g, (_, at) => values[Number(at) - 1]!)
    expect(french(said), text).toBe(wanted.charAt(0).toUpperCase() + wanted.slice(1))
    expect([...instead.matchAll(/\{(\d)\}/g)].map(([, at]) => Number(at)).sort(), text).toEqual(
      Array.from({ length: place }, (_, at) => at + 1),
    )
  }
})

/** What flows, mappings, value maps and settings are for, and when a flow goes a way: each is a text of its own. */
const standardTexts = () => {
  const standard = standardDefinition()
  const parts = [standard, ...processes].flatMap((part) => {
    const { flows, mappings, valueMaps, settings } = part as Partial<typeof standard>
    const named = settings?.settings ?? settings
    return [flows, mappings, valueMaps, named].flatMap((all) => Object.values(all ?? {}) as { about?: string }[])
  })
  const ways = gatesIn(parts).filter((gate) => shownBesideTheFlow.includes(gate.do ?? ''))
  const texts = [...parts.map(({ about }) => about), ...ways.map(({ because }) => because)]
  return new Set(texts.filter((text) => text !== undefined))
}

test('what each standard flow, mapping, value map and setting is for has its French', () => {
  const french = new Map([...titleTexts, ...settingTexts])
  const texts = standardTexts()
  expect(texts.size).toBeGreaterThan(150)
  // A new one gets its row in src/web/words/fr/hub/titles.ts or settings.ts.
  expect([...texts].filter((text) => !french.has(text))).toEqual([])
  expect([...french.keys()].filter((text) => !texts.has(text))).toEqual([])
  for (const [text, instead] of french) {
    expect(namesIn(instead), text).toEqual(namesIn(text))
    expect(asFrench(instead)).toEqual([])
  }
})

test('each line of a proof sheet, and where its discounts lie, has its French', () => {
  const french = new Map(proofTexts)
  const labels = sourcesOf('connectors/gp/entities/*.ts').flatMap(({ source }) =>
    [...source.matchAll(/label: '([^']+)', sign/g)].map(([, label]) => label!),
  )
  const ways = sourcesOf('language/taxes/discounts.ts').flatMap(({ source }) =>
    [...source.matchAll(/way: '([^']+)'/g)].map(([, way]) => way!),
  )
  expect(Math.min(labels.length, ways.length)).toBeGreaterThan(1)
  expect([...labels, ...ways].filter((text) => !french.has(text))).toEqual([])
})

test('each action that the audit notes has its words', () => {
  const noted = /deed: '([a-z.-]+)'|'((?:factor|client|person|sso|terminal|token)\.[a-z-]+)'/g
  const deeds = sourcesOf('{server,alerts,proposals,assistant}/**/*.ts').flatMap(({ source }) =>
    [...source.matchAll(noted)].map(([, deed, named]) => deed ?? named!),
  )
  expect(deeds.length).toBeGreaterThan(40)
  for (const { audit } of [english, frenchAudit]) expect(deeds.filter((deed) => !(deed in audit.deeds))).toEqual([])
})

test('what a comparison finds has its name in French', () => {
  const labels = [...differenceKinds, ...differenceCauses, ...openItemKinds]
  expect(labels.filter((label) => reconciliationLabels[label] === undefined)).toEqual([])
  expect(Object.keys(reconciliationLabels).filter((label) => !(labels as string[]).includes(label))).toEqual([])
})

test('the sentence of a comparison is French, its kinds too, those with a comma as well', () => {
  const kinds = { 'not in GP': 1, 'cancelled in the shop, alive in GP': 2 }
  const period = { from: '2026-11-20', to: '2026-11-27', orders: 812, kinds, atStake: { EUR: '129.90', USD: '12' } }
  const says = (more: Partial<Reconciled>) => french(summaryOf({ ...period, ...more } as Reconciled))
  expect(says({})).toBe(
    '812 commandes du 2026-11-20 au 2026-11-27 : 3 écarts (pas dans GP 1, annulé dans la boutique, ouvert dans GP 2), 129.90 EUR, 12 USD en jeu.',
  )
  expect(says({ kinds: {}, atStake: {} })).toMatch(/^812 commandes du .* : aucun écart/)
  expect(says({ kinds: {}, atStake: {}, orders: 0 })).toMatch(/ne montre aucune commande/)
})

test('a long text of a stranger holds no page up', () => {
  const text = `The value map ${'“ {} is is is, "'.repeat(100)}`
  expect(french(text)).toBe(text)
})

test('a translation has the same numbers, commands, settings and fields', () => {
  for (const [text, instead] of whole) expect(namesIn(instead), text).toEqual(namesIn(text))
  const bare = (text: string) => namesIn(text.replaceAll(/"\{\d?\}"|\{\d?\}/g, ''))
  for (const [text, instead] of spokenSentences) expect(bare(instead), text).toEqual(bare(text))
})

/** Signs that French writes in another way. What is typed as it is does not count: commands, and the code page's SQL. */
const asFrench = (text: string) =>
  text.replaceAll(/"[^"]*"|SELECT [^.]*\./g, '').match(/'|[“”]|«\S|\S»|[^\s\d][;?!](?=\s|$)|[^\s]:(?=\s)/g) ?? []

test('a translation is written as French is: its apostrophes, its spaces before double signs, its quotes', () => {
  for (const [, instead] of [...whole, ...spokenSentences]) {
    expect(asFrench(instead)).toEqual([])
  }
})

test('a command in a sentence stays as it is typed, names of entities too', () => {
  const command = '"ledgerline proposals link prestashop.customer ID gp.customer NUMBER"'
  expect(french(`prestashop.customer 12: ${command}.`)).toBe(`Customer 12: ${command}.`)
})
