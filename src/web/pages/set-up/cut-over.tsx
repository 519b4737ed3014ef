import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { type IntegrationSummary, useMay } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { momentText } from '../../kit/format.ts'
import { t } from '../../words/index.ts'
import { momentIn, typedAs } from './local-moment.ts'
import { Step } from './step.tsx'

/** From when on orders are carried by themselves. */
export function CutOver({ one }: { one: IntegrationSummary }) {
  const [changing, change] = useState(false)
  const mayConfigure = useMay('admin')
  return (
    <Step title={t.setUp.cutOver} done>
      <p>
        {t.setUp.cutOverText} <strong>{momentText(one.cutOver)}</strong>.
      </p>
      <Button variant="default" size="xs" disabled={!mayConfigure} onClick={() => change(true)}>
        {t.setUp.changeCutOver}
      </Button>
      {changing && <ChangeCutOver one={one} close={() => change(false)} />}
    </Step>
  )
}

/** It begins with the cut-over of now, to the second: one that nobody has moved must not take orders in. */
function ChangeCutOver({ one, close }: { one: IntegrationSummary; close: () => void }) {
  const [typed, type] = useState(() => typedAs(one.cutOver))
  const [agreed, agree] = useState(false)
  const wanted = momentIn(typed)
  const isMoved = wanted !== null && wanted !== momentIn(typedAs(one.cutOver))
  const isEarlier = isMoved && wanted < one.cutOver
  const params = { integration: one.id }
  const act = async () => {
    const parts = await call('GET /api/integrations/:integration', { params })
    const file = parts['integration.json'] as { readonly [member: string]: never }
    await call('PUT /api/integrations/:integration', {
      params,
      body: {
        parts: { ...parts, 'integration.json': { ...file, cutOver: wanted } as never },
        note: 'cut-over changed',
        tryIt: false,
        // The person has agreed to what an earlier one takes in.
        ...(isEarlier && agreed ? { cutOver: 'earlier' as const } : {}),
      },
    })
    return null
  }
  return (
    <ConfirmDialog title={t.setUp.changeCutOver} act={act} close={close} ready={isMoved && (!isEarlier || agreed)}>
      <p className="quiet">{t.setUp.changeCutOverText}</p>
      <TextInput
        type="datetime-local"
        step={1}
        label={t.setUp.cutOver}
        mt="sm"
        value={typed}
        onChange={(event) => {
          type(event.currentTarget.value)
          agree(false)
        }}
      />
      {isEarlier && (
        <Callout hue="orange" title={t.setUp.earlierCutOver}>
          <p>{t.setUp.earlierCutOverText}</p>
          <Checkbox
            mt="sm"
            label={t.setUp.agreeEarlier}
            checked={agreed}
            onChange={(event) => agree(event.currentTarget.checked)}
          />
        </Callout>
      )}
    </ConfirmDialog>
  )
}
