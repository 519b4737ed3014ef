import { Button, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addressOf } from '../../../routes/request.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { saveFile } from '../../kit/save-file.ts'
import { When } from '../../kit/when.tsx'
import { t } from '../../words/index.ts'
import { Step } from './step.tsx'

/** The module in the shop tells the hub of each order at once. Without it the hub asks the shop every few minutes. */
export function ShopModule({ integration }: { integration: string }) {
  const module = useQuery(queries.shopModule(integration))
  const mayConfigure = useMay('admin')
  const [hub, setHub] = useState(location.origin)
  const [asking, ask] = useState<'code' | 'zip' | null>(null)
  const params = { integration }
  const act = async () => {
    if (asking === 'zip') {
      const { path } = addressOf('POST /api/integrations/:integration/webhooks/module', { params })
      await saveFile(path, { hub }, 'ledgerline.zip')
      return null
    }
    const { code, address } = await call('POST /api/integrations/:integration/webhooks/pair', { params, body: { hub } })
    return `${code}  ·  ${address}`
  }
  return (
    <Step title={t.setUp.module} done={module.data?.paired ?? false}>
      <Loaded of={module} lines={2}>
        {({ paired, health }) => (
          <p>
            {paired ? t.setUp.modulePaired : t.setUp.moduleText}{' '}
            {health?.module.heardAt && (
              <>
                {t.setUp.moduleHeard} <When at={health.module.heardAt} />.
              </>
            )}
          </p>
        )}
      </Loaded>
      <TextInput
        label={t.setUp.hubAddress}
        description={t.setUp.hubAddressText}
        value={hub}
        onChange={(event) => setHub(event.currentTarget.value)}
        maw={420}
        mb="sm"
      />
      <Group gap={8}>
        <Button variant="default" size="xs" disabled={!mayConfigure} onClick={() => ask('code')}>
          {t.setUp.pair}
        </Button>
        <Button variant="default" size="xs" disabled={!mayConfigure} onClick={() => ask('zip')}>
          {t.setUp.download}
        </Button>
      </Group>
      {asking && (
        <ConfirmDialog
          title={asking === 'code' ? t.setUp.pair : t.setUp.download}
          act={act}
          close={() => ask(null)}
          shownOnce={t.setUp.pairText}
        >
          <p>{asking === 'code' ? t.setUp.pairText : t.setUp.downloadText}</p>
        </ConfirmDialog>
      )}
    </Step>
  )
}
