import { Checkbox, NumberInput, PasswordInput, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { type AlertKind, alertKinds, type ChannelKind, channelKinds } from '../../../domain/alert.ts'
import { call } from '../../api/client.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { t } from '../../words/index.ts'
import type { Channel, Known } from './alerts.tsx'

const securities = ['starttls', 'tls', 'none'] as const
const reports = ['en', 'fr'] as const
const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** A channel of any kind. The reader's zone stands in it, as quiet hours are theirs. */
export function AddChannel({ close }: { close: () => void }) {
  const [kind, setKind] = useState<ChannelKind>('mail')
  const [name, setName] = useState('')
  const [on, setOn] = useState<AlertKind[]>([...alertKinds])
  const [pace, setPace] = useState<'at-once' | 'hourly' | 'daily'>('at-once')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [saysEnd, setSaysEnd] = useState(false)
  const [url, setUrl] = useState('')
  const [inPrivate, setPrivate] = useState(false)
  const [mail, setMail] = useState({ server: '', port: 587, security: 'starttls', username: '', from: '', report: '' })
  const [recipients, setRecipients] = useState<string[]>([])
  const [secret, setSecret] = useState('')
  const quiet = from === '' && to === '' ? null : { from, to }
  const ready =
    name.trim() !== '' &&
    on.length > 0 &&
    (quiet === null || (clock.test(from) && clock.test(to))) &&
    (kind === 'mail' ? mail.server !== '' && mail.from !== '' && recipients.length > 0 : url !== '')
  const act = async () => {
    const common = { name, kind, on, pace, saysEnd, quiet, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
    const target = {
      ...{ server: mail.server, port: mail.port, security: mail.security as (typeof securities)[number] },
      ...{ username: mail.username === '' ? null : mail.username, from: mail.from, to: recipients },
      report: reports.find((one) => one === mail.report) ?? null,
    }
    const body =
      kind === 'mail'
        ? { ...common, target, ...(secret === '' ? {} : { password: secret }) }
        : { ...common, target: { private: inPrivate }, url }
    return (await call('POST /api/alerts/channels', { body })).signingKey
  }
  const field = (part: 'server' | 'username' | 'from', required: boolean) => (
    <TextInput
      label={t.alerts.mail[part]}
      required={required}
      value={mail[part]}
      onChange={(event) => {
        const { value } = event.currentTarget
        setMail((before) => ({ ...before, [part]: value }))
      }}
    />
  )
  return (
    <ConfirmDialog title={t.alerts.add} act={act} close={close} ready={ready} shownOnce={t.alerts.signingKey}>
      <Stack gap="md">
        <Select
          label={t.alerts.kind}
          allowDeselect={false}
          data={channelKinds.map((value) => ({ value, label: t.alerts.kinds[value] }))}
          value={kind}
          onChange={(value) => value && setKind(value as ChannelKind)}
        />
        <TextInput
          label={t.people.name}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {kind === 'mail' ? (
          <>
            <TagsInput label={t.alerts.mail.to} required value={recipients} onChange={setRecipients} />
            {field('from', true)}
            {field('server', true)}
            <NumberInput
              label={t.alerts.mail.port}
              min={1}
              max={65_535}
              value={mail.port}
              onChange={(value) => setMail((before) => ({ ...before, port: Number(value) }))}
            />
            <Select
              label={t.alerts.mail.security}
              allowDeselect={false}
              data={securities.map((value) => ({ value, label: t.alerts.securities[value] }))}
              value={mail.security}
              onChange={(value) => value && setMail((before) => ({ ...before, security: value }))}
            />
            {field('username', false)}
            <PasswordInput
              label={t.alerts.mail.password}
              autoComplete="off"
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
            />
            <Select
              label={t.alerts.mail.report}
              clearable
              data={[...reports].map((value) => ({ value, label: t.alerts.mail.reports[value] }))}
              value={mail.report === '' ? null : mail.report}
              onChange={(value) => setMail((before) => ({ ...before, report: value ?? '' }))}
            />
          </>
        ) : (
          <>
            <PasswordInput
              label={t.alerts.url}
              description={t.alerts.urlText}
              autoComplete="off"
              required
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
            <Checkbox
              label={t.alerts.private}
              checked={inPrivate}
              onChange={(event) => setPrivate(event.currentTarget.checked)}
            />
          </>
        )}
        <Checkbox.Group label={t.alerts.on} value={on} onChange={(value) => setOn(value as AlertKind[])}>
          <Stack gap={6} mt={6}>
            {alertKinds.map((value) => (
              <Checkbox key={value} value={value} label={t.alerts.about[value]} />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t.alerts.pace}
          allowDeselect={false}
          data={(['at-once', 'hourly', 'daily'] as const).map((value) => ({ value, label: t.alerts.paces[value] }))}
          value={pace}
          onChange={(value) => value && setPace(value as typeof pace)}
        />
        <TextInput
          label={t.alerts.quietFrom}
          placeholder="22:00"
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          label={t.alerts.quietTo}
          placeholder="07:00"
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Checkbox
          label={t.alerts.saysEnd}
          checked={saysEnd}
          onChange={(event) => setSaysEnd(event.currentTarget.checked)}
        />
      </Stack>
    </ConfirmDialog>
  )
}

export function RemoveChannel({ channel, close }: { channel: Channel; close: () => void }) {
  return (
    <ConfirmDialog
      title={`${t.alerts.remove}${t.colon}${channel.name}`}
      act={async () => {
        await call('DELETE /api/alerts/channels/:id', { params: { id: channel.id } })
        return null
      }}
      close={close}
    >
      <p>{t.alerts.removeText}</p>
    </ConfirmDialog>
  )
}

const numberOf = (value: string | number) => (value === '' ? null : Number(value))
/** "5000 EUR" as a bound; null: it is none. */
const boundOf = (text: string) => {
  const [, amount, currency] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]{3})$/.exec(text.trim()) ?? []
  return amount && currency ? { amount, currency: currency.toUpperCase() } : null
}

/** An empty field switches its alerts off. */
export function SetRules({ known, close }: { known: Known; close: () => void }) {
  // They are typed over those of when this was opened, whatever is read since.
  const [rules] = useState(known.rules)
  const [address, setAddress] = useState(rules.address ?? '')
  const [silence, setSilence] = useState<string | number>(rules.silenceMinutes ?? '')
  const [approval, setApproval] = useState<string | number>(rules.approvalMinutes ?? '')
  const [disk, setDisk] = useState<string | number>(rules.diskFreeMb ?? '')
  const [money, setMoney] = useState(rules.moneyHeld.map(({ currency, amount }) => `${amount} ${currency}`))
  const [heartbeat, setHeartbeat] = useState<string | number>(rules.heartbeatMinutes ?? '')
  const [heartbeatUrl, setHeartbeatUrl] = useState('')
  const bounds = money.map(boundOf)
  const act = async () => {
    const changed = {
      ...rules,
      flowSilence: [...rules.flowSilence],
      ...{ address: address.trim() === '' ? null : address.trim(), moneyHeld: bounds.flatMap((bound) => bound ?? []) },
      ...{ silenceMinutes: numberOf(silence), approvalMinutes: numberOf(approval) },
      ...{ diskFreeMb: numberOf(disk), heartbeatMinutes: numberOf(heartbeat) },
    }
    await call('PUT /api/alerts/rules', {
      body: {
        rules: changed,
        seen: { ...rules, moneyHeld: [...rules.moneyHeld], flowSilence: [...rules.flowSilence] },
        ...(heartbeatUrl === '' ? {} : { heartbeatUrl }),
      },
    })
    return null
  }
  const minutes = (label: string, value: string | number, set: (value: string | number) => void, min: number) => (
    <NumberInput label={label} min={min} allowDecimal={false} value={value} onChange={set} />
  )
  return (
    <ConfirmDialog title={t.alerts.changeRules} act={act} close={close} ready={bounds.every((bound) => bound !== null)}>
      <Stack gap="md">
        <p className="quiet">{t.alerts.rulesText}</p>
        {minutes(`${t.alerts.rule.silence} (${t.alerts.unit})`, silence, setSilence, 1)}
        <TagsInput
          label={t.alerts.rule.money}
          description={t.alerts.moneyText}
          error={bounds.includes(null) ? t.alerts.moneyWrong : undefined}
          value={money}
          onChange={setMoney}
        />
        {minutes(`${t.alerts.rule.approval} (${t.alerts.unit})`, approval, setApproval, 0)}
        {minutes(`${t.alerts.rule.disk} (MB)`, disk, setDisk, 1)}
        {minutes(`${t.alerts.rule.heartbeat} (${t.alerts.unit})`, heartbeat, setHeartbeat, 1)}
        <PasswordInput
          label={t.alerts.heartbeatUrl}
          description={t.alerts.heartbeatText}
          autoComplete="off"
          value={heartbeatUrl}
          onChange={(event) => setHeartbeatUrl(event.currentTarget.value)}
        />
        <TextInput
          label={t.alerts.rule.address}
          placeholder="https://hub.example.com"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  )
}
