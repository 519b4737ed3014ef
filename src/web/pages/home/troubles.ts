import type { HomeNow } from '../../api/queries.ts'
import { lastWeek } from '../../kit/period.ts'
import { routes } from '../../routes.ts'
import { plural, t } from '../../words/index.ts'

/** Something that a person must look at. */
export interface Trouble {
  readonly says: string
  /** The page of it; null: this one says all. */
  readonly href: string | null
  readonly title?: string | undefined
}

/** Why not all is well, the worst first; none: all is. What was not looked at is no good news either. */
export function troublesOf(now: HomeNow, integration: string): Trouble[] {
  const { incidents, approvals, feeds, connections, reconciled, uncompared, missedRounds } = now
  const count = (number: number, one: string, many: string, href: string | null, title?: string): Trouble[] =>
    number > 0 ? [{ says: plural(number, one, many), href, title }] : []
  const words = t.home.troubles
  return [
    ...(now.connected ? [] : [{ says: words.unconnected, href: routes.setUp(integration) }]),
    ...count(connections.filter(({ state }) => state === 'down').length, words.down, words.downs, null),
    ...count(incidents.open - incidents.snoozed, words.incident, words.incidents, routes.incidents(integration)),
    ...count(
      reconciled?.differences ?? 0,
      words.difference,
      words.differences,
      routes.reconciliation(integration, lastWeek()),
      reconciled?.says,
    ),
    ...(uncompared
      ? [{ says: words.uncompared, href: routes.reconciliation(integration), title: uncompared.code }]
      : []),
    ...count(approvals.pending, words.approval, words.approvals, routes.approvals(integration)),
    ...count(feeds.filter(({ failingSince }) => failingSince !== null).length, words.feedFails, words.feedsFail, null),
    ...count(feeds.filter(({ late }) => late).length, words.feedLate, words.feedsLate, null),
    ...count(
      missedRounds.length,
      words.round,
      words.rounds,
      routes.flows(integration),
      missedRounds.map(({ flow }) => flow).join(', '),
    ),
  ]
}
