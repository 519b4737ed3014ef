import type { ReactNode } from 'react'
import css from './callout.module.css'

/** A text that stands out: red where something failed, orange where a person should look, green where it went well. */
export function Callout({
  hue,
  title,
  children,
}: {
  hue: 'red' | 'orange' | 'green' | 'grey'
  title?: string
  children: ReactNode
}) {
  return (
    <div className={css.callout} data-hue={hue} role={hue === 'red' ? 'alert' : 'status'}>
      {title && <strong>{title}</strong>}
      {children}
    </div>
  )
}
