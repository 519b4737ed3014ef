import { Button, CopyButton } from '@mantine/core'
import { useState } from 'react'
import { t } from '../words/index.ts'
import css from './json.module.css'

/** Longer ones are cut until somebody asks for the rest. */
const firstCharacters = 4_000

/** A document as it was sent or read, whole on demand. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = JSON.stringify(value, null, 2)
  const [whole, showWhole] = useState(text.length <= firstCharacters)
  return (
    <div className={css.json}>
      <div className={css.bar} data-no-print>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? t.actions.copied : t.actions.copy}
            </Button>
          )}
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section aria-label={label} tabIndex={0}>
        <pre>{whole ? text : `${text.slice(0, firstCharacters)}\n…`}</pre>
      </section>
      {!whole && (
        <Button size="compact-sm" variant="subtle" onClick={() => showWhole(true)}>
          {t.actions.showAll}
        </Button>
      )}
    </div>
  )
}
