import type { HomeNow } from '../../api/queries.ts'
import { durationText } from '../../kit/format.ts'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { plural, t } from '../../words/index.ts'
import css from './home.module.css'

type Feed = HomeNow['feeds'][number]

/** How the hub learns of changes, and whether it still does: one row a feed, the failing ones first. @param at when the hub said so */
export function Feeds({ feeds, at }: { feeds: readonly Feed[]; at: string }) {
  const lastAt = ({ ageSeconds }: Feed) => (ageSeconds === null ? null : Date.parse(at) - ageSeconds * 1000)
  const weight = (feed: Feed) => (feed.failingSince ? 0 : feed.late ? 1 : 2)
  return (
    <ul className={css.feeds}>
      {feeds
        .toSorted((a, b) => weight(a) - weight(b))
        .map((feed) => {
          const { late } = feed
          const last = lastAt(feed)
          return (
            <li key={feed.feed}>
              <State
                state={feed.failingSince ? 'down' : late ? 'warning' : last === null ? 'waiting' : 'ok'}
                word={
                  feed.failingSince ? t.home.fails : late ? t.home.late : last === null ? t.home.notYet : t.home.fresh
                }
              />
              <span className={css.feed}>{feed.feed}</span>
              <span className="quiet">
                {feed.failingSince ? (
                  <>
                    {t.home.since} <When at={feed.failingSince} plain />
                  </>
                ) : last === null ? null : (
                  <When at={new Date(last).toISOString()} plain />
                )}
              </span>
              <span className={css.every}>
                {feed.unreadable > 0
                  ? plural(feed.unreadable, t.home.unreadable, t.home.unreadables)
                  : `${t.home.every} ${durationText(feed.everySeconds * 1000)}`}
              </span>
            </li>
          )
        })}
    </ul>
  )
}
