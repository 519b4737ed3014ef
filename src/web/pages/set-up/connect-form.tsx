import { Button, Checkbox, PasswordInput, Select, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { Json } from '../../../domain/record.ts'
import { RequestFailed } from '../../api/client.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { Failed } from '../../kit/loaded.tsx'
import { t } from '../../words/index.ts'
import {
  authKinds,
  type GpForm,
  gpConnection,
  gpCredentials,
  isPlainElsewhere,
  type MailForm,
  mailConnection,
  mailCredentials,
  type ShopForm,
  shopConnection,
  shopCredentials,
} from './connection.ts'
import { Findings } from './findings.tsx'
import css from './set-up.module.css'
import { useTry } from './use-try.ts'

interface FormProps<Form> {
  readonly integration: string | null
  /** As it is stored; null: it is not. */
  readonly stored: Json
  /** Names of the credentials that the hub has for it. */
  readonly has: readonly string[]
  readonly form: Form
  readonly change: (form: Form) => void
}

/** Whether a system can be connected by what is typed, and what it answered. */
type Tried = ReturnType<typeof useTry>

export function useShop({ integration, stored, has, form }: Omit<FormProps<ShopForm>, 'change'>): Tried {
  return useTry({
    ...{ integration, system: 'prestashop', connection: shopConnection(stored, form) },
    credentials: shopCredentials(form),
    isWhole: form.url.trim() !== '' && (form.key.trim() !== '' || has.includes('prestashop.key')),
  })
}

export function useGp({ integration, stored, has, form }: Omit<FormProps<GpForm>, 'change'>): Tried {
  const signsIn =
    form.auth === 'none' ||
    (form.username.trim() !== '' && form.password !== '') ||
    (has.includes('gp.password') && form.username === '' && form.password === '')
  return useTry({
    ...{ integration, system: 'gp', connection: gpConnection(stored, form) },
    credentials: gpCredentials(form),
    isWhole: form.url.trim() !== '' && signsIn,
  })
}

export function useMail({ integration, stored, has, form }: Omit<FormProps<MailForm>, 'change'>): Tried {
  return useTry({
    ...{ integration, system: 'mail', connection: mailConnection(stored, form) },
    credentials: mailCredentials(form),
    isWhole:
      form.server.trim() !== '' &&
      form.username.trim() !== '' &&
      form.senders.trim() !== '' &&
      (form.password !== '' || has.includes('mail.password')),
  })
}

export function ShopFields({ form, change, has, tried }: FormProps<ShopForm> & { readonly tried: Tried }) {
  const words = t.connect
  return (
    <fieldset className={css.system} onBlur={tried.tryWhenLeft}>
      <legend>PrestaShop</legend>
      <TextInput
        label={words.shopUrl}
        placeholder="https://shop.example.com"
        inputMode="url"
        value={form.url}
        onChange={(event) => change({ ...form, url: event.currentTarget.value })}
      />
      <PlainHttp
        url={form.url}
        agreed={form.allowInsecure}
        agree={(allowInsecure) => change({ ...form, allowInsecure })}
      />
      <PasswordInput
        label={words.key}
        description={words.keyText}
        placeholder={has.includes('prestashop.key') ? words.stored : ''}
        autoComplete="off"
        value={form.key}
        onChange={(event) => change({ ...form, key: event.currentTarget.value })}
      />
      <TextInput
        label={words.shopId}
        description={words.shopIdText}
        inputMode="numeric"
        value={form.shopId}
        onChange={(event) => change({ ...form, shopId: event.currentTarget.value })}
      />
      <Answer tried={tried} />
    </fieldset>
  )
}

export function GpFields({ form, change, has, tried }: FormProps<GpForm> & { readonly tried: Tried }) {
  const words = t.connect
  const { companies } = tried
  return (
    <fieldset className={css.system} onBlur={tried.tryWhenLeft}>
      <legend>Dynamics GP</legend>
      <TextInput
        label={words.gpUrl}
        description={words.gpUrlText}
        placeholder="http://gp-server:48620/DynamicsGPWebServices/DynamicsGPService.asmx"
        inputMode="url"
        value={form.url}
        onChange={(event) => change({ ...form, url: event.currentTarget.value })}
      />
      <PlainHttp
        url={form.url}
        agreed={form.allowInsecure}
        agree={(allowInsecure) => change({ ...form, allowInsecure })}
      />
      <Select
        label={words.auth}
        data={authKinds.map((value) => ({ value, label: words.auths[value] }))}
        value={form.auth}
        allowDeselect={false}
        onChange={(value) => value && change({ ...form, auth: value })}
      />
      {form.auth !== 'none' && (
        <>
          <TextInput
            label={words.username}
            placeholder={has.includes('gp.username') ? words.stored : 'DOMAIN\\ledgerline'}
            autoComplete="off"
            value={form.username}
            onChange={(event) => change({ ...form, username: event.currentTarget.value })}
          />
          <PasswordInput
            label={words.password}
            placeholder={has.includes('gp.password') ? words.stored : ''}
            autoComplete="new-password"
            value={form.password}
            onChange={(event) => change({ ...form, password: event.currentTarget.value })}
          />
        </>
      )}
      <Select
        label={words.company}
        description={companies === null ? words.companyLater : words.companyText}
        data={(companies ?? []).map(({ id, name }) => ({ value: String(id), label: `${name} (${id})` }))}
        disabled={companies === null}
        value={form.companyId === null ? null : String(form.companyId)}
        onChange={(value) => change({ ...form, companyId: value === null ? null : Number(value) })}
      />
      <Answer tried={tried} />
    </fieldset>
  )
}

/** Where reports of payment providers are mailed to. Most integrations have none: the fields stay folded. */
export function MailFields({ form, change, has, tried }: FormProps<MailForm> & { readonly tried: Tried }) {
  const words = t.connect.mail
  const field = (name: keyof MailForm) => ({
    value: form[name],
    onChange: (event: { currentTarget: { value: string } }) => change({ ...form, [name]: event.currentTarget.value }),
  })
  return (
    <details open={form.server !== ''}>
      <summary>{words.title}</summary>
      <fieldset className={css.system} onBlur={tried.tryWhenLeft}>
        <legend>IMAP</legend>
        <p className="quiet">{words.lead}</p>
        <TextInput
          label={words.server}
          description={words.serverText}
          placeholder="imap.example.com"
          {...field('server')}
        />
        <TextInput label={t.connect.username} autoComplete="off" {...field('username')} />
        <PasswordInput
          label={t.connect.password}
          placeholder={has.includes('mail.password') ? t.connect.stored : ''}
          autoComplete="new-password"
          {...field('password')}
        />
        <Textarea label={words.senders} description={words.sendersText} autosize minRows={2} {...field('senders')} />
        <Textarea label={words.subjects} description={words.subjectsText} autosize minRows={1} {...field('subjects')} />
        <TextInput label={words.mailbox} placeholder="INBOX" {...field('mailbox')} />
        <TextInput label={words.takenTo} description={words.takenToText} {...field('takenTo')} />
        <Answer tried={tried} />
      </fieldset>
    </details>
  )
}

/** What is sent there can be read on the way. Somebody agrees to that, or gives another address. */
function PlainHttp({ url, agreed, agree }: { url: string; agreed: boolean; agree: (agreed: boolean) => void }) {
  if (!isPlainElsewhere(url)) return null
  return (
    <Checkbox label={t.connect.plainHttp} checked={agreed} onChange={(event) => agree(event.currentTarget.checked)} />
  )
}

function Answer({ tried }: { tried: Tried }): ReactNode {
  const [confirming, confirm] = useState(false)
  const mustConfirm = tried.error instanceof RequestFailed && tried.error.kind === 'confirm'
  return (
    <div role="status" aria-live="polite">
      {tried.isTrying && <p className="quiet">{t.setUp.asking}</p>}
      {!tried.isTrying && mustConfirm && (
        <Button variant="default" size="xs" onClick={() => confirm(true)}>
          {t.connect.confirm}
        </Button>
      )}
      {!tried.isTrying && tried.error && !mustConfirm && <Failed error={tried.error} retry={tried.tryNow} />}
      {!tried.isTrying && tried.found && (
        <>
          <Findings of={tried.found} />
          <Button variant="default" size="xs" onClick={tried.tryNow}>
            {t.setUp.checkAgain}
          </Button>
        </>
      )}
      {confirming && (
        <ConfirmDialog
          title={t.connect.confirm}
          act={async () => {
            tried.tryNow()
            return null
          }}
          close={() => confirm(false)}
        />
      )}
    </div>
  )
}
