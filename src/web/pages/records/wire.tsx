import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnswerOf } from '../../../routes/index.ts'
import { queries, useMay } from '../../api/queries.ts'
import { clockText } from '../../kit/format.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Section } from '../../kit/page.tsx'
import { systemText } from '../../kit/record.ts'
import { t } from '../../words/index.ts'
import css from './records.module.css'

type Head = AnswerOf<'GET /api/integrations/:integration/messages'>[number]

/** What went over the wire for a record and its documents, for who has the right to it; each text behind a click, which is noted. */
export function Wire({ integration, entity, of }: { integration: string; entity: string; of: string }) {
  const may = useMay('raw')
  if (!may) return null
  return (
    <Section title={t.wire.title} aside={t.wire.aside}>
      <List integration={integration} entity={entity} of={of} />
    </Section>
  )
}

function List({ integration, entity, of }: { integration: string; entity: string; of: string }) {
  const found = useQuery(queries.wire(integration, { entity, key: of }))
  return (
    <Loaded of={found}>
      {(messages) =>
        messages.length === 0 ? (
          <p style={{ padding: 16 }} className="quiet">
            {t.wire.none}
          </p>
        ) : (
          <div>
            {messages.map((message) => (
              <One key={message.id} integration={integration} message={message} />
            ))}
          </div>
        )
      }
    </Loaded>
  )
}

function One({ integration, message }: { integration: string; message: Head }) {
  const [open, show] = useState(false)
  const { id, system, operation, status, at } = message
  return (
    <details className={css.entry} onToggle={({ currentTarget }) => show(currentTarget.open)}>
      <summary>
        {`${systemText(system)}${t.colon}${operation}, ${status === null ? t.wire.noAnswer : status}`}
        <time dateTime={at}>{clockText(at)}</time>
      </summary>
      {open && <Texts integration={integration} id={id} />}
    </details>
  )
}

function Texts({ integration, id }: { integration: string; id: string }) {
  const message = useQuery(queries.wireMessage(integration, id))
  return (
    <Loaded of={message}>
      {({ sent, received }) => (
        <div>
          {(
            [
              [t.wire.sent, sent],
              [t.wire.received, received],
            ] as const
          ).map(([label, text]) => (
            <figure key={label} style={{ margin: 0 }}>
              <figcaption className="quiet">{label}</figcaption>
              <pre style={{ overflow: 'auto', maxHeight: 320, whiteSpace: 'pre-wrap' }}>{text}</pre>
            </figure>
          ))}
        </div>
      )}
    </Loaded>
  )
}
