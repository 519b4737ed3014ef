import { Radio, Stack } from '@mantine/core'
import { RequestFailed } from '../../api/client.ts'
import { momentText } from '../../kit/format.ts'
import { t } from '../../words/index.ts'

/** Whether the hub asks since when orders go over: the first time that an integration goes live. */
export const asksSinceWhen = (error: unknown) => error instanceof RequestFailed && error.code === 'first_going_live'

interface SinceWhenProps {
  /** Of the integration. */
  readonly cutOver: string
  /** "now", or a time. */
  readonly chosen: string | null
  readonly choose: (since: string) => void
}

export function SinceWhen({ cutOver, chosen, choose }: SinceWhenProps) {
  return (
    <Radio.Group label={t.setUp.sinceWhen} value={chosen} onChange={choose} my="sm">
      <Stack gap="xs" mt="xs">
        <Radio value="now" label={t.setUp.sinceNow} />
        <Radio value={cutOver} label={`${t.setUp.sinceCutOver} ${momentText(cutOver)}: ${t.setUp.nobodyEntered}`} />
      </Stack>
    </Radio.Group>
  )
}
