import { Button } from '@mantine/core'
import {
  IconArrowRight,
  IconBuildingBank,
  IconPlugConnectedX,
  IconShoppingBag,
  IconTruckDelivery,
} from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { Callout } from '../../kit/callout.tsx'
import { Journal } from '../../kit/journal.tsx'
import { Loaded, problemOf } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import { ProofSheet } from '../../kit/proof-sheet.tsx'
import { State } from '../../kit/state.tsx'
import { routes } from '../../routes.ts'
import { announce } from '../../shell/announcer.tsx'
import { Mark } from '../../shell/mark.tsx'
import { plural, t } from '../../words/index.ts'
import { GpDocument, type StoredSalesOrder } from './gp-document.tsx'
import css from './welcome.module.css'

interface Placed {
  readonly integration: string
  readonly order: string
  readonly trouble: Trouble
}
/** What goes wrong with it. */
type Trouble = 'none' | 'lost-reply' | 'new-carrier'

/** The first minute: an order on its way to GP, live; then the same with a reply that GP loses. */
export default function Welcome() {
  const [placed, setPlaced] = useState<Placed | null>(null)
  const placing = useMutation({
    mutationFn: async (trouble: Trouble): Promise<Placed> => ({
      ...(await call('POST /api/demo/orders', {
        body: { loseReply: trouble === 'lost-reply', newCarrier: trouble === 'new-carrier' },
      })),
      trouble,
    }),
    onSuccess: (made) => {
      setPlaced(made)
      announce(`${t.welcome.placed} ${made.order}`)
    },
  })
  return (
    <Page title={t.welcome.title} lead={t.welcome.lead}>
      <div className={css.start}>
        <Button
          size="md"
          leftSection={<IconShoppingBag size={18} />}
          loading={placing.isPending && placing.variables === 'none'}
          onClick={() => placing.mutate('none')}
        >
          {placed ? t.welcome.placeAnother : t.welcome.place}
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={<IconPlugConnectedX size={18} />}
          loading={placing.isPending && placing.variables === 'lost-reply'}
          onClick={() => placing.mutate('lost-reply')}
        >
          {t.welcome.loseReply}
        </Button>
        <Button
          size="md"
          variant="default"
          leftSection={<IconTruckDelivery size={18} />}
          loading={placing.isPending && placing.variables === 'new-carrier'}
          onClick={() => placing.mutate('new-carrier')}
        >
          {t.welcome.newCarrier}
        </Button>
        <p className={css.explains}>{t.welcome.explains}</p>
      </div>
      {placing.isError && <Callout hue="red">{problemOf(placing.error)}</Callout>}
      {placed ? <Way key={placed.order} {...placed} /> : <Before />}
    </Page>
  )
}

/** What will be seen, before anything is. */
function Before() {
  return (
    <ol className={css.before}>
      <li>
        <IconShoppingBag size={22} aria-hidden />
        <strong>{t.welcome.shop}</strong>
        <span>{t.welcome.shopDoes}</span>
      </li>
      <li>
        <Mark size={22} />
        <strong>Ledgerline</strong>
        <span>{t.welcome.hubDoes}</span>
      </li>
      <li>
        <IconBuildingBank size={22} aria-hidden />
        <strong>{t.welcome.gp}</strong>
        <span>{t.welcome.gpDoes}</span>
      </li>
    </ol>
  )
}

/** How often the order is looked at while it is under way. */
const watchMs = 350

function Way({ integration, order, trouble }: Placed) {
  // The shop has it before the hub has heard of it.
  const heard = useQuery({
    ...queries.outcomes(integration, { limit: 50 }),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.order === order) ? false : watchMs),
  })
  const known = heard.data?.some((one) => one.order === order) ?? false
  const story = useQuery({
    ...queries.story(integration, { entity: 'prestashop.order', key: order }),
    enabled: known,
    refetchInterval: ({ state }) =>
      state.data && ['done', 'stopped', 'skipped'].includes(state.data.run.state) ? false : watchMs,
  })
  const number = story.data?.link?.target.key
  const documents = useQuery({
    queryKey: ['demo-documents', number],
    queryFn: () =>
      call('GET /api/demo/documents/:number', { params: { number: number! } }) as Promise<
        readonly unknown[]
      > as Promise<readonly StoredSalesOrder[]>,
    enabled: number !== undefined,
  })
  const readBack = story.data?.proofs.find(({ of }) => of === 'read-back')
  const document = documents.data?.[0]
  return (
    <div className={css.way}>
      <div>
        <Section title={`${t.welcome.way} ${order}`} aside={story.data && <State state={story.data.run.state} />}>
          {story.data ? (
            <Journal entries={story.data.journal} onlyMain />
          ) : (
            <p className={css.soon} role="status">
              {t.welcome.soon}
            </p>
          )}
        </Section>
        {trouble === 'lost-reply' && documents.data && (
          <div className={css.once}>
            <Callout hue="green" title={t.welcome.once}>
              {t.welcome.onceText} {plural(documents.data.length, t.welcome.documentInGp, t.welcome.documentsInGp)}.
            </Callout>
          </div>
        )}
        {story.data?.incidents[0] && (
          <div className={css.once}>
            <Callout hue="orange" title={t.welcome.asks}>
              <p>{t.welcome.asksText}</p>
              <Button
                component={Link}
                href={routes.incident(integration, story.data.incidents[0].id)}
                size="xs"
                mt="xs"
              >
                {t.welcome.answer}
              </Button>
            </Callout>
          </div>
        )}
        {story.data && story.data.run.state === 'done' && (
          <p className={css.more}>
            <Link href={routes.order(integration, order)}>
              {t.welcome.whole} <IconArrowRight size={14} aria-hidden />
            </Link>
          </p>
        )}
      </div>
      <div>
        {readBack && (
          <Section title={t.proof.title}>
            <ProofSheet sheet={readBack} />
          </Section>
        )}
        {number !== undefined && (
          <Section title={t.welcome.stored}>
            <Loaded of={documents}>{() => (document ? <GpDocument document={document} /> : null)}</Loaded>
          </Section>
        )}
      </div>
    </div>
  )
}
