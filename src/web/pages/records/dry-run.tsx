import { CloseButton, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { DryRun, DryWrite } from '../../../engine/index.ts'
import { call, until } from '../../api/client.ts'
import { Difference } from '../../kit/difference.tsx'
import { JsonView } from '../../kit/json.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { ProofSheet } from '../../kit/proof-sheet.tsx'
import { entityText, sentenceText, systemText } from '../../kit/record.ts'
import { t } from '../../words/index.ts'
import type { Named } from './record.tsx'
import css from './records.module.css'

/** What a run would do at this moment. Nothing is written, neither there nor here. */
export function DryRunPanel({
  integration,
  record: { entity, key },
  close,
}: {
  integration: string
  record: Named
  close: () => void
}) {
  const dry = useQuery({
    queryKey: ['plan', integration, entity, key],
    queryFn: ({ signal }) =>
      until(signal, () =>
        call('POST /api/integrations/:integration/records/plan', { params: { integration }, body: { entity, key } }),
      ),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <Section title={t.dryRun.title} aside={<CloseButton aria-label={t.actions.close} onClick={close} />}>
      {dry.isPending ? (
        <p style={{ padding: 16 }} role="status">
          <Loader size="xs" /> {t.dryRun.asking}
        </p>
      ) : (
        <Loaded of={dry}>{(data) => <Result dry={data} />}</Loaded>
      )}
    </Section>
  )
}

function Result({ dry }: { dry: DryRun }) {
  return (
    <div>
      <p style={{ padding: '14px 16px 4px' }}>
        <strong>{t.dryRun.outcomes[dry.outcome]}</strong> {sentenceText(dry.reason)}{' '}
        <span className="quiet">{t.dryRun.nothingWritten}</span>
      </p>
      {dry.question && (
        <div className={css.question} style={{ margin: '8px 16px' }}>
          <strong>{sentenceText(dry.question.message)}</strong>
          <p>{sentenceText(dry.question.hint)}</p>
        </div>
      )}
      {dry.writes.map((write, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two steps may write the same record, as bill-to and ship-to; the list never changes
        <Write key={`${place} ${write.target.entity} ${write.target.key}`} write={write} />
      ))}
      {dry.proof && <ProofSheet sheet={dry.proof} />}
    </div>
  )
}

function Write({ write }: { write: DryWrite }) {
  const says = `${t.dryRun.writes[write.do]} ${entityText(write.target.entity)} ${write.target.key} (${systemText(write.target.entity)})`
  if (write.do === 'nothing' && !write.kept) return <p style={{ padding: '6px 16px' }}>{says}</p>
  return (
    <details className={css.entry} open={write.do === 'update'}>
      <summary>{says}</summary>
      <div>
        {write.differences.length > 0 && <Difference label={says} fields={write.differences} />}
        {write.kept && (
          <>
            <p>{t.dryRun.kept}</p>
            <Difference label={t.dryRun.kept} fields={write.kept.fields} />
          </>
        )}
        {write.do === 'create' && <JsonView value={write.document} label={says} />}
        {write.sends !== undefined && (
          <>
            <p>{t.dryRun.sends}</p>
            <pre className="mono">{write.sends}</pre>
          </>
        )}
      </div>
    </details>
  )
}
