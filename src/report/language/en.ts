import type { Owner } from '../../domain/cause.ts'
import type { BackfillEnds } from '../../domain/stores.ts'

/** One and many. */
const nouns = {
  order: ['order', 'orders'],
  record: ['record', 'records'],
  incident: ['incident', 'incidents'],
  openIncident: ['open incident', 'open incidents'],
  difference: ['difference', 'differences'],
  proposal: ['proposal', 'proposals'],
  feed: ['feed', 'feeds'],
  round: ['round', 'rounds'],
  minute: ['minute', 'minutes'],
  hour: ['hour', 'hours'],
  day: ['day', 'days'],
  earlierWeek: ['earlier week', 'earlier weeks'],
  unusualThing: ['unusual thing', 'unusual things'],
  earlierDay: ['earlier day', 'earlier days'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>
export type Noun = keyof typeof nouns

const counted = (count: number, noun: Noun) => `${count} ${nouns[noun][count === 1 ? 0 : 1]}`
const owners: Readonly<Record<Owner, string>> = {
  'GP admin': 'GP admin',
  'shop admin': 'shop admin',
  integrator: 'integrator',
  'hub developer': 'hub developer',
  'nobody (waits)': 'nobody (waits)',
}

/** The sentences of the report in English. Others are of the same form. */
export const en = {
  counted,
  decimalPoint: '.',
  title: (integration: string, at: string) => `Morning report of ${integration}, ${at}`,
  sections: {
    short: 'In short',
    orders: 'Orders',
    held: 'Held',
    agreement: 'Shop and GP',
    proposals: 'Proposals',
    systems: 'Systems',
    feeds: 'Feeds and rounds',
    backfills: 'Older records',
    backfillsDone: 'Older records that went over',
    unusual: 'Unusual',
    unknown: 'Unknown',
    newValues: 'New values',
    healed: 'Healed by itself',
    assistant: 'Assistant',
  },
  nothingWrong:
    'Nothing is wrong: no order is held, no proposal waits, the systems answer, and feeds and rounds come through.',
  nothingHeld: 'Nothing is held; what was unusual stands below.',
  toSeeTo: (parts: readonly string[]) => `To see to: ${parts.join('; ')}.`,
  needPerson: (worth: string) => `orders that need a person: ${worth}`,
  waitForAttempt: (worth: string) => `orders that wait for the next attempt: ${worth}`,
  differences: (count: number) => `${counted(count, 'difference')} between shop and GP`,
  notCompared: 'orders that could not be compared with GP',
  toDecide: (count: number) => `${counted(count, 'proposal')} to decide on`,
  isInState: (system: string, kind: 'outage' | 'slow') => `${system} is ${kind === 'outage' ? 'out' : 'slow'}`,
  feedsFail: (count: number) => `${counted(count, 'feed')} without success`,
  unusualThings: (count: number) => `${counted(count, 'unusualThing')} about orders`,
  unusualPostings: (count: number) => `${counted(count, 'unusualThing')} about postings`,
  unusualStock: (count: number) => `${counted(count, 'unusualThing')} about stock`,
  roundsMissed: (count: number) => `${counted(count, 'round')} missed`,
  backfillsPaused: 'a backfill that has paused',
  became: {
    running: 'in work',
    waiting: 'waiting for the next attempt',
    done: 'done',
    skipped: 'left out by a rule',
    superseded: 'changed meanwhile',
    stopped: 'needing a person',
  },
  noOrders: 'No order was worked on in the last 24 hours.',
  workedOn: (count: number, states: readonly string[]) =>
    `${counted(count, 'order')} worked on in the last 24 hours: ${states.join(', ')}.`,
  areWorth: (worth: string) => `They are worth ${worth}.`,
  noWeek: 'There is no earlier week to compare with.',
  weeksBefore: (weeks: readonly { readonly orders: number; readonly held: number }[]) =>
    `The same weekday before, newest first: ${weeks.map(({ orders, held }) => `${counted(orders, 'order')} (${held} needed a person)`).join(', ')}.`,
  unknownAmount: (orders: number) => `${counted(orders, 'order')} of unknown amount`,
  paused: 'The integration is paused: nothing is written until "ledgerline resume".',
  flowPaused: (flow: string) => `The flow ${flow} is paused until "ledgerline resume ${flow}".`,
  oldest: (age: string, since: string) => `The oldest is held for ${age}, since ${since}.`,
  moreIncidents: (count: number) => `And ${counted(count, 'incident')} more: "ledgerline incidents" lists them.`,
  causeOf: (code: string, of: string, owner: Owner) => `${code} (${of.replaceAll('_', ' ')}, for ${owners[owner]})`,
  more: (count: number) => `${count} more`,
  causeLine: (cause: string, age: string, records: number, worth: string, names: string, next: string) =>
    `${cause}, for ${age}, stops ${counted(records, 'record')}${worth === '' ? '' : `: ${worth}`}${names === '' ? '' : `: ${names}`}. Next: ${next}.`,
  decideOn: (proposal: string) => `decide on the proposal that answers it, "ledgerline proposals show ${proposal}"`,
  compared: (says: string) => `${says} Next: "ledgerline reports" shows each, with its cause.`,
  agreed: (says: string) => says,
  uncompared: (since: string, code: string, last: string | null) =>
    `Orders could not be compared with GP since ${since} (${code}); ${last === null ? 'no comparison has come through yet' : `the last comparison is of ${last}`}. It is tried again; "ledgerline reconcile" shows what is wrong.`,
  proposal: (id: string, risk: 'low' | 'medium' | 'high', age: string, approvals: number) =>
    `Proposal ${id}, ${risk} risk, waits for ${age}. ${
      risk !== 'high'
        ? 'Any approver decides'
        : approvals > 0
          ? 'One more approver must agree'
          : 'It takes two people, at least one of them an approver who did not ask for it'
    }: "ledgerline proposals show ${id}".`,
  systemIs: (system: string, kind: 'outage' | 'slow', age: string, since: string, worth: string | null) =>
    `${system} is ${kind === 'outage' ? 'out' : 'slow'} for ${age}, since ${since}.${worth === null ? '' : ` Waiting: ${worth}.`}`,
  systemWas: (
    system: string,
    kind: 'outage' | 'slow',
    age: string,
    since: string,
    until: string,
    worth: string | null,
  ) =>
    `${system} was ${kind === 'outage' ? 'out' : 'slow'} for ${age}, from ${since} to ${until}.${worth === null ? '' : ` Waiting at its end: ${worth}.`}`,
  cameThrough: (last: string | null) =>
    last === null ? 'It has not come through yet' : `It last came through ${last}`,
  feedFails: (feed: string, age: string, last: string) =>
    `The feed ${feed} fails for ${age}. ${last}. "ledgerline doctor" says why.`,
  feedLate: (feed: string, last: string) =>
    `The feed ${feed} did not come through when it was due. ${last}. "ledgerline doctor" says more.`,
  feedUnreadable: (feed: string, count: number) =>
    `The feed ${feed} goes on without ${counted(count, 'record')} it cannot read.`,
  roundMissed: (flow: string, due: string, last: string | null) =>
    `The round of ${flow} that was due ${due} has not gone through. ${last === null ? 'None has yet' : `The last one that did was due ${last}`}.`,
  backfillDone: (flow: string, ends: BackfillEnds) =>
    `The backfill of ${flow} is at its end: ${ends.done} done, ${ends.already} were there, ${ends.skipped} left out, ${ends.held} held. "ledgerline backfill" says more.`,
  backfillPaused: (flow: string, why: string, left: number) =>
    why === 'gone'
      ? `The backfill of ${flow} has paused: the flow is not there any more; ${counted(left, 'record')} to come. "ledgerline backfill stop ${flow}" ends it.`
      : `The backfill of ${flow} has paused by itself: ${why === 'grown' ? 'there are many more records than were counted' : 'many of its records are held'}; ${counted(left, 'record')} to come. "ledgerline backfill run ${flow}" lets it go on.`,
  healed: (code: string, records: number, because: string) => `${code}, ${counted(records, 'record')}: ${because}`,
  moreHealed: (count: number) =>
    `And ${counted(count, 'incident')} more: "ledgerline incidents --resolved" lists them.`,
  unknown: (incident: string, code: string, records: number) =>
    `Nobody knows the cause of ${code} yet, which stops ${counted(records, 'record')}: "ledgerline incidents ${incident}".`,
  notLooked: (count: number) => `Of ${counted(count, 'incident')} no model has looked at the cause yet.`,
  newValue: (valueMap: string, value: string, perhaps: string | null) =>
    `${value} is new in the shop, and nothing in GP is surely it (value map ${valueMap})${perhaps === null ? '' : `; perhaps ${perhaps}`}. Name it before the first order needs it: "ledgerline suggest ${valueMap}".`,
  used: (calls: number, failed: number, input: number, output: number, cost: string) =>
    `In the last 24 hours it asked models ${calls === 1 ? 'once' : `${calls} times`}${failed > 0 ? ` (${failed} without an answer)` : ''}: ${input} tokens in, ${output} out, ${cost} USD.`,
  notUsed: 'In the last 24 hours it asked no model.',
  lacks: {
    key: 'It has no key: rules, the catalogue of causes and the matchers answer alone, and chat does not. An admin sets one with "ledgerline assistant key".',
    off: 'Models are switched off for this integration: rules, the catalogue and the matchers answer alone ("ledgerline assistant on").',
    budget:
      'The budget of the day is spent: until midnight UTC no model is asked, and rules, the catalogue and the matchers answer alone.',
    provider:
      'The provider of the models did not answer lately: what was asked was answered without a model. "ledgerline doctor" says why.',
  },
  anomaliesFrom: (from: string) =>
    `What is unusual about orders is said from ${from} on: before, there is too little to compare with.`,
  muteKnown: 'If you know why, mute it: "ledgerline unusual" lists what it is called.',
  mutedNow: (count: number) => `Muted: ${counted(count, 'unusualThing')}, which "ledgerline unusual" lists.`,
  anomaly: {
    high: 'high',
    low: 'low',
    distance: (deviations: string, limit: string) =>
      `The distance is ${deviations} robust standard deviations; the limit is ${limit}.`,
    silence: (since: string, hours: string, weeks: string, usual: string, low: string) =>
      `The hub has heard of no order placed since ${since}, for ${hours}. In the same hours of ${weeks} there were ${usual} in the middle; fewer than ${low} are not explained by chance.`,
    volume: (
      way: string,
      now: string,
      from: string,
      to: string,
      weeks: string,
      usual: string,
      low: string,
      high: string,
    ) =>
      `The number of orders is unusually ${way}: ${now} placed from ${from} to ${to}. In the same hours of ${weeks} there were ${usual} in the middle; chance and habit explain ${low} to ${high}.`,
    orderValue: (way: string, amount: string, orders: string, compared: number, usual: string, distance: string) =>
      `An order’s value is unusually ${way}: ${amount}, ${orders}. The middle of ${counted(compared, 'order')} before is ${usual}, and no habit reaches it. ${distance}`,
    dayValue: (
      way: string,
      currency: string,
      orders: number,
      now: string,
      days: number,
      usual: string,
      distance: string,
    ) =>
      `The value of orders in ${currency} is unusually ${way}: the middle of ${counted(orders, 'order')} in 24 hours is ${now}, that of ${counted(days, 'earlierDay')} ${usual}. ${distance}`,
    discounts: (way: string, now: string, orders: number, days: number, usual: string, distance: string) =>
      `Discounts are unusually ${way}: ${now} % of the price on average of ${counted(orders, 'order')} in 24 hours; the middle of ${counted(days, 'earlierDay')} is ${usual} %. ${distance}`,
    refunds: (now: string, orders: string, weeks: string, usual: string, high: string) =>
      `Refunds are unusually many: ${now} orders in 24 hours, ${orders}. On the same weekday of ${weeks} there were ${usual} in the middle; chance and habit explain up to ${high}.`,
    payment: (
      way: string,
      method: string,
      now: string,
      orders: number,
      days: number,
      usual: string,
      distance: string,
    ) =>
      `The share of orders paid by ${method} is unusually ${way}: ${now} of ${counted(orders, 'order')} in 24 hours; on ${counted(days, 'earlierDay')} it was ${usual} %. ${distance}`,
    destination: (
      way: string,
      country: string,
      now: string,
      orders: number,
      days: number,
      usual: string,
      distance: string,
    ) =>
      `The share of orders that go to ${country} is unusually ${way}: ${now} of ${counted(orders, 'order')} in 24 hours; on ${counted(days, 'earlierDay')} it was ${usual} %. ${distance}`,
    customer: (customer: string, now: string, orders: string, high: string) =>
      `Customer ${customer} placed ${now} orders in 24 hours: ${orders}. More than ${high} are unusual: twice what the third busiest customer of any day before placed.`,
  },
  unusual: {
    held: 'The share of orders that need a person',
    high: 'high',
    chance: (orders: number) => `the chance of so few as ${counted(orders, 'order')}`,
    of: (
      name: string,
      way: string,
      now: string,
      weeks: number,
      median: string,
      distance: string,
      limit: string,
      from: string,
    ) =>
      `${name} is unusually ${way}: ${now}. The median of the same weekday in ${counted(weeks, 'earlierWeek')} is ${median}. The distance is ${distance}, more than the limit of ${limit} (${from}).`,
    mad: (far: string, deviation: string, mad: string) =>
      `${far} × ${deviation} × ${mad}, their median absolute deviation`,
    floor: (far: string, floor: string, is: string, mad: string) =>
      `${far} × ${floor}, ${is}, as their median absolute deviation of ${mad} is less than that`,
  },
  postings: {
    largeRefund: (documents: string, now: string, compared: number, middle: string, largest: string) =>
      `A refund is unusually large: ${documents}, ${now}. The middle of the ${compared} credits of the weeks before is ${middle}, the largest ${largest}.`,
    refundDay: (documents: string, now: string, compared: number, middle: string, largest: string) =>
      `Refunds of the last 24 hours are unusually many or large: together ${now} (${documents}). The middle of the ${counted(compared, 'day')} with credits before is ${middle}, the largest ${largest}.`,
    largePosting: (documents: string, now: string, compared: number, middle: string, largest: string) =>
      `A journal is unusually large: ${documents}, ${now}. The middle of the ${compared} journals of the weeks before is ${middle}, the largest ${largest}.`,
    refundTax: (document: string, taxes: string, order: string, orderTaxes: string) =>
      `Credit ${document} has tax under ${taxes}, and its sales order ${order} ${orderTaxes === '' ? 'has no tax' : `under ${orderTaxes}`}: the refund is in another tax rate than the sale.`,
    newAccount: (account: string, document: string, compared: number) =>
      `Journal ${document} posts to account ${account}, which none of the ${compared} journals of the weeks before has. See whether somebody changed the value map "payout-account".`,
  },
  stock: {
    negative: (item: string, now: string, site: string) =>
      `GP has ${now} of item ${item} on hand at site ${site}. See whether a receipt is not posted yet, or whether it was sold from the wrong site or in the wrong unit.`,
    moved: (item: string, before: string, now: string, day: string, largest: string, compared: number) =>
      `What GP has on hand of item ${item} went from ${before} to ${now} on ${day}. The largest such move before was ${largest}, of ${compared} that are known. See the transactions of the item: a count, an adjustment or a quantity that was entered wrongly.`,
    unmoved: (item: string, sold: string, orders: number, named: string, since: string, free: string) =>
      `Item ${item} is sold and does not move in GP: ${counted(orders, 'order')} took ${sold} since ${since} (${named}), and on hand less allocated is ${free}, as before the first of them. See whether the order type allocates by line, and whether the orders name the site that has the stock.`,
    more: (count: number, kind: 'negative-stock' | 'stock-move' | 'sold-unmoved') =>
      `${count} more ${count === 1 ? 'item' : 'items'} likewise: ${{ 'negative-stock': 'less than nothing on hand', 'stock-move': 'a large move', 'sold-unmoved': 'sold, and not moving' }[kind]}.`,
  },
}

export type Sentences = typeof en
