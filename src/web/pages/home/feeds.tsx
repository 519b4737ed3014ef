import type { FeedHealth } from '../../../engine/index.ts'
import { durationText } from '../../kit/format.ts'
import { State } from '../../kit/state.tsx'
import { useNow, When } from '../../kit/when.tsx'
import { plural, t } from '../../words/index.ts'
import css from './home.module.css'

/** Later than this, and than three of its intervals, is late. */
const lateMs = 5 * 60_000

/** How the hub learns of changes, and whether it still does: one row a feed, the failing ones first. */
export function Feeds({ feeds }: { feeds: readonly FeedHealth[] }) {
  const now = useNow()
  const late = ({ polledAt, everyMs }: FeedHealth) =>
    polledAt !== null && now - Date.parse(polledAt) > Math.max(lateMs, 3 * everyMs)
  const weight = (feed: FeedHealth) => (feed.failing ? 0 : late(feed) ? 1 : 2)
  return (
    <ul className={css.feeds}>
      {feeds
        .toSorted((a, b) => weight(a) - weight(b))
        .map((feed) => (
          <li key={feed.feed}>
            <State
              state={feed.failing ? 'down' : late(feed) ? 'warning' : feed.polledAt ? 'ok' : 'waiting'}
              word={
                feed.failing ? t.home.fails : late(feed) ? t.home.late : feed.polledAt ? t.home.fresh : t.home.notYet
              }
            />
            <span className={css.feed}>{feed.feed}</span>
            <span className="quiet">
              {feed.failing ? (
                <>
                  {t.home.since} <When at={feed.failing.since} plain />
                </>
              ) : feed.polledAt ? (
                <When at={feed.polledAt} plain />
              ) : null}
            </span>
            <span className={css.every}>
              {feed.unreadable.length > 0
                ? plural(feed.unreadable.length, t.home.unreadable, t.home.unreadables)
                : `${t.home.every} ${durationText(feed.everyMs)}`}
            </span>
          </li>
        ))}
    </ul>
  )
}
