import { type ReactNode, useEffect, useRef } from 'react'
import css from './page.module.css'

interface PageProps {
  readonly title: string
  /** Instead of the title where it needs more than text. The title still names the browser's tab. */
  readonly heading?: ReactNode
  readonly lead?: ReactNode
  /** Above the title: where one came from. */
  readonly above?: ReactNode
  readonly actions?: ReactNode
  readonly narrow?: boolean
  readonly children: ReactNode
}

/** One page: its title in the tab, its heading focused when one arrives, its actions at the right. */
export function Page({ title, heading, lead, above, actions, narrow = false, children }: PageProps) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} – Ledgerline`
  }, [title])
  useEffect(() => {
    // Who came by keyboard or screen reader goes on from here; whoever loads the page starts at its top.
    if (window.history.state !== null || document.activeElement === document.body)
      head.current?.focus({ preventScroll: true })
  }, [])
  return (
    <div className={css.page} data-narrow={narrow || undefined}>
      {above && <div className={css.above}>{above}</div>}
      <header className={css.head}>
        <div className={css.words}>
          <h1 ref={head} tabIndex={-1} className={css.title}>
            {heading ?? title}
          </h1>
          {lead && <p className={css.lead}>{lead}</p>}
        </div>
        {actions && (
          <div className={css.actions} data-no-print>
            {actions}
          </div>
        )}
      </header>
      {children}
    </div>
  )
}

/** A titled part of a page. */
export function Section({
  title,
  aside,
  children,
  bare = false,
  padded = false,
}: {
  title: string
  aside?: ReactNode
  children: ReactNode
  bare?: boolean
  /** For sentences and buttons: tables and lists of facts have room of their own. */
  padded?: boolean
}) {
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.sectionHead}>
        <h2 className={css.sectionTitle}>{title}</h2>
        {aside && <div className={css.aside}>{aside}</div>}
      </div>
      <div className={bare ? undefined : padded ? `${css.card} ${css.padded}` : css.card}>{children}</div>
    </section>
  )
}

/** Names and values, in pairs. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode] | null | false)[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]} className={css.fact}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
