import { visible } from '../../domain/visible.ts'
import type { Sentences } from '../language/index.ts'
import { money, time } from '../words.ts'
import { type Anomaly, far, hourMs } from './find.ts'

const longestName = 60

/** What is unusual, what it was compared with, and how far from that it is: one or two sentences with all their numbers. */
export function anomalySentence(its: Anomaly, sentences: Sentences): string {
  const say = sentences.anomaly
  const { kind, now, usual, low, high, compared, orders, records } = its
  const of = visible(its.of ?? '').slice(0, longestName)
  const way = its.way === 'high' ? say.high : say.low
  const distance = say.distance(Math.abs(its.distance).toFixed(1), String(far))
  const names = records
    .map(({ key, reference }) => visible(reference === null ? key : `${reference} (${key})`))
    .join(', ')
  const amount = (text: string) => money(text, of, sentences)
  const weeks = sentences.counted(compared, 'earlierWeek')
  switch (kind) {
    case 'silence': {
      const hours = (Date.parse(its.to) - Date.parse(its.from)) / hourMs
      return say.silence(time(its.from), sentences.counted(hours, 'hour'), weeks, usual, low ?? '0')
    }
    case 'volume':
      return say.volume(way, now, time(its.from), time(its.to), weeks, usual, low ?? '0', high ?? '')
    case 'order-value':
      return say.orderValue(way, amount(now), names, compared, amount(usual), distance)
    case 'day-value':
      return say.dayValue(way, of, orders, amount(now), compared, amount(usual), distance)
    case 'discounts':
      return say.discounts(way, now, orders, compared, usual, distance)
    case 'refunds':
      return say.refunds(now, names, weeks, usual, high ?? '0')
    case 'payment-mix':
      return say.payment(way, of, now, orders, compared, usual, distance)
    case 'destination-mix':
      return say.destination(way, of, now, orders, compared, usual, distance)
    case 'customer':
      return say.customer(of, now, names, high ?? '0')
  }
}
