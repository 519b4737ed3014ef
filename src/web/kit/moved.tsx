import { Button } from '@mantine/core'
import { t } from '../words/index.ts'
import { Callout } from './callout.tsx'

/** A value that somebody changed while another one was typed. It is decided by whoever typed, with both before them. */
export function Moved({ now, keep, take }: { now: string | null; keep: () => void; take: () => void }) {
  return (
    <Callout hue="orange">
      {now === null ? t.draft.gone : `${t.draft.moved} ${now === '' ? '“”' : now}.`}{' '}
      {now !== null && (
        <Button size="compact-xs" variant="default" onClick={keep}>
          {t.draft.keep}
        </Button>
      )}{' '}
      <Button size="compact-xs" variant="default" onClick={take}>
        {t.draft.take}
      </Button>
    </Callout>
  )
}
