import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { useGuard } from '../../kit/guard.ts'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import { GpFields, MailFields, ShopFields, useGp, useMail, useShop } from './connect-form.tsx'
import {
  type GpForm,
  gpConnection,
  gpCredentials,
  gpForm,
  idOf,
  type MailForm,
  mailConnection,
  mailCredentials,
  mailForm,
  type ShopForm,
  shopConnection,
  shopCredentials,
  shopForm,
} from './connection.ts'
import css from './set-up.module.css'

/** A shop and a GP company, joined from here on: both are tried while one types, then the hub reads them and drafts the rules. */
export default function Connect() {
  const integrations = useQuery(queries.integrations())
  const mayConfigure = useMay('admin')
  return (
    <Page title={t.connect.title} lead={t.connect.lead} narrow>
      {mayConfigure ? (
        <Loaded of={integrations}>
          {(all) => (
            <Connection
              integration={null}
              taken={all.map(({ id }) => id)}
              stored={{ name: '', connections: { prestashop: null, gp: null, mail: null }, credentials: [] }}
            />
          )}
        </Loaded>
      ) : (
        <Empty title={t.connect.mayNot} />
      )}
    </Page>
  )
}

/** The same for one that is connected: another address, another key. */
export function Reconnect({ integration }: { integration: string }) {
  const connections = useQuery(queries.connections(integration))
  return (
    <Page
      title={t.connect.changeTitle}
      lead={t.connect.changeLead}
      above={<Link href={routes.setUp(integration)}>{t.setUp.title}</Link>}
      narrow
    >
      <Loaded of={connections}>
        {(stored) => <Connection integration={integration} taken={[]} stored={stored} />}
      </Loaded>
    </Page>
  )
}

interface Stored {
  readonly name: string
  readonly connections: {
    readonly prestashop: Parameters<typeof shopForm>[0]
    readonly gp: Parameters<typeof gpForm>[0]
    readonly mail?: Parameters<typeof mailForm>[0] | undefined
  }
  readonly credentials: readonly string[]
}

function Connection({
  integration,
  taken,
  stored: given,
}: {
  /** Null: a new one. */
  integration: string | null
  /** Ids that others have. */
  taken: readonly string[]
  stored: Stored
}) {
  const place = `ledgerline.connect.${integration ?? ''}`
  // It is typed over what stood there when the page was opened, whatever is read since.
  const [stored] = useState(given)
  const [kept] = useState(() => keptForm(place, stored))
  const [name, setName] = useState(kept?.name ?? stored.name)
  const [shop, setShop] = useState<ShopForm>({ ...shopForm(stored.connections.prestashop), ...kept?.shop })
  const [gp, setGp] = useState<GpForm>({ ...gpForm(stored.connections.gp), ...kept?.gp })
  const storedMail = stored.connections.mail ?? null
  const [mail, setMail] = useState<MailForm>({ ...mailForm(storedMail), ...kept?.mail })
  const [confirming, confirm] = useState(false)
  const [typed, type] = useState(false)
  useGuard(typed && !confirming)
  const [links, setLinks] = useState<'keep' | 'forget' | null>(null)
  const client = useQueryClient()
  const [, go] = useLocation()
  const of = { integration, has: stored.credentials }
  const triedShop = useShop({ ...of, stored: stored.connections.prestashop, form: shop })
  const triedGp = useGp({ ...of, stored: stored.connections.gp, form: gp })
  const triedMail = useMail({ ...of, stored: storedMail, form: mail })
  // A mailbox that nobody has touched need not answer now.
  const mailStays = JSON.stringify(mailForm(storedMail)) === JSON.stringify(mail)
  const id = integration ?? idOf(name)
  const isTaken = taken.includes(id)
  const isReady =
    name.trim() !== '' &&
    !isTaken &&
    triedShop.isGood &&
    triedGp.isGood &&
    gp.companyId !== null &&
    (mailStays || mail.server.trim() === '' || triedMail.isGood)

  // Whoever leaves finds again what was typed; keys and passwords are kept nowhere in the browser.
  const keep = (change: { name?: string; shop?: ShopForm; gp?: GpForm; mail?: MailForm }) => {
    const { key: _, ...shopKept } = change.shop ?? shop
    const { username: __, password: ___, ...gpKept } = change.gp ?? gp
    const { password: ____, ...mailKept } = change.mail ?? mail
    const typedNow: Kept = {
      over: overOf(stored),
      name: change.name ?? name,
      shop: shopKept,
      gp: gpKept,
      mail: mailKept,
    }
    sessionStorage.setItem(place, JSON.stringify(typedNow))
  }
  const act = async () => {
    await call('PUT /api/integrations/:integration/connections', {
      params: { integration: id },
      body: {
        name: name.trim(),
        connections: {
          prestashop: shopConnection(stored.connections.prestashop, shop),
          gp: gpConnection(stored.connections.gp, gp),
          mail: mailConnection(storedMail, mail),
        },
        credentials: { ...shopCredentials(shop), ...gpCredentials(gp), ...mailCredentials(mail) },
        ...(links ? { links } : {}),
        ...(integration === null ? {} : { seen: { name: stored.name, connections: stored.connections } }),
      },
    })
    sessionStorage.removeItem(place)
    await client.invalidateQueries()
    go(routes.setUp(id))
    return null
  }
  return (
    <form
      className={css.connect}
      onChange={() => type(true)}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        confirm(true)
      }}
    >
      <TextInput
        label={t.connect.name}
        description={integration === null && name.trim() !== '' ? `${t.connect.id} ${id}` : t.connect.nameText}
        error={isTaken ? t.connect.taken : undefined}
        maxLength={100}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value)
          keep({ name: event.currentTarget.value })
        }}
      />
      <ShopFields
        {...of}
        stored={stored.connections.prestashop}
        form={shop}
        change={(form) => {
          setShop(form)
          keep({ shop: form })
        }}
        tried={triedShop}
      />
      <GpFields
        {...of}
        stored={stored.connections.gp}
        form={gp}
        change={(form) => {
          setGp(form)
          keep({ gp: form })
        }}
        tried={triedGp}
      />
      <MailFields
        {...of}
        stored={storedMail}
        form={mail}
        change={(form) => {
          setMail(form)
          keep({ mail: form })
        }}
        tried={triedMail}
      />
      <div>
        <Button type="submit" disabled={!isReady}>
          {t.connect.submit}
        </Button>
        {!isReady && <p className="quiet">{t.connect.notReady}</p>}
      </div>
      {confirming && (
        <ConfirmDialog title={t.connect.submit} act={act} close={() => confirm(false)}>
          <p>{integration === null ? t.connect.submitText : t.connect.changeText}</p>
          {integration !== null && (
            <fieldset className={css.links}>
              <legend>{t.connect.links}</legend>
              {(['keep', 'forget'] as const).map((choice) => (
                <label key={choice}>
                  <input type="radio" name="links" checked={links === choice} onChange={() => setLinks(choice)} />{' '}
                  {t.connect.linksOf[choice]}
                </label>
              ))}
            </fieldset>
          )}
        </ConfirmDialog>
      )}
    </form>
  )
}

interface Kept {
  /** What it was typed over. */
  readonly over?: string
  readonly name?: string
  readonly shop?: Partial<ShopForm>
  readonly gp?: Partial<GpForm>
  readonly mail?: Partial<MailForm>
}

const overOf = ({ name, connections }: Stored) => JSON.stringify([name, connections])

/** Null: nothing, or typed over what stands there no more. */
function keptForm(place: string, stored: Stored): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place) ?? 'null') as Kept | null
    return kept?.over === overOf(stored) ? kept : null
  } catch {
    return null
  }
}
