import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { type IntegrationSummary, useMay } from '../../api/queries.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { momentText } from '../../kit/format.ts'
import { t } from '../../words/index.ts'
import { Step } from './step.tsx'

/** From when on orders are carried by themselves. */
export function CutOver({ one }: { one: IntegrationSummary }) {
  const [changing, change] = useState(false)
  const [typed, type] = useState(() => localText(one.cutOver))
  const mayConfigure = useMay('admin')
  const params = { integration: one.id }
  const act = async () => {
    const parts = await call('GET /api/integrations/:integration', { params })
    const file = parts['integration.json'] as { readonly [member: string]: never }
    const cutOver = new Date(typed).toISOString()
    await call('PUT /api/integrations/:integration', {
      params,
      body: {
        parts: { ...parts, 'integration.json': { ...file, cutOver } as never },
        note: 'cut-over changed',
        tryIt: false,
        // The dialog has said what an earlier one takes in.
        ...(cutOver < one.cutOver ? { cutOver: 'earlier' as const } : {}),
      },
    })
    return null
  }
  return (
    <Step title={t.setUp.cutOver} done>
      <p>
        {t.setUp.cutOverText} <strong>{momentText(one.cutOver)}</strong>.
      </p>
      <Button variant="default" size="xs" disabled={!mayConfigure} onClick={() => change(true)}>
        {t.setUp.changeCutOver}
      </Button>
      {changing && (
        <ConfirmDialog
          title={t.setUp.changeCutOver}
          act={act}
          close={() => change(false)}
          ready={!Number.isNaN(Date.parse(typed))}
        >
          <p className="quiet">{t.setUp.changeCutOverText}</p>
          <TextInput
            type="datetime-local"
            label={t.setUp.cutOver}
            mt="sm"
            value={typed}
            onChange={(event) => type(event.currentTarget.value)}
          />
        </ConfirmDialog>
      )}
    </Step>
  )
}

/** In the reader's zone, as the browser's field takes it: "2026-11-29T02:00". */
function localText(at: string): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}
