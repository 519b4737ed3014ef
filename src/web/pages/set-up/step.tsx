import { IconCircleCheckFilled, IconCircleDashed } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../../words/index.ts'
import css from './set-up.module.css'

/** One step of the set-up: it says itself whether it is done. */
export function Step({ title, done, children }: { title: string; done: boolean; children: ReactNode }) {
  return (
    <li className={css.step} data-done={done || undefined}>
      {done ? (
        <IconCircleCheckFilled size={20} aria-label={t.setUp.done} />
      ) : (
        <IconCircleDashed size={20} aria-label={t.setUp.notDone} />
      )}
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </li>
  )
}
