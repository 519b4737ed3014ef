import { Button, Checkbox, Select, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { type Role, roles, type Scope, scopes } from '../../../domain/person.ts'
import { call } from '../../api/client.ts'
import { queries, useMay } from '../../api/queries.ts'
import { ConfirmDialog } from '../../kit/confirm-dialog.tsx'
import { CsvButton } from '../../kit/csv-button.tsx'
import { LetIn } from '../../kit/let-in.tsx'
import { Empty, Loaded } from '../../kit/loaded.tsx'
import { Page, Section } from '../../kit/page.tsx'
import type { Proved } from '../../kit/prove.tsx'
import ofRows from '../../kit/rows.module.css'
import { State } from '../../kit/state.tsx'
import { When } from '../../kit/when.tsx'
import { routes } from '../../routes.ts'
import { t } from '../../words/index.ts'
import css from './people.module.css'

type Asking =
  | { readonly do: 'add-person' }
  | { readonly do: 'role'; readonly email: string; readonly role: Role }
  | { readonly do: 'remove'; readonly email: string }
  | { readonly do: 'reset-factors'; readonly email: string }
  | { readonly do: 'add-token' }
  | { readonly do: 'revoke'; readonly id: string; readonly name: string }

/** Who may do what here: people by their role, programs by their token. Each change takes an admin's password. */
export default function People() {
  const people = useQuery(queries.people())
  const tokens = useQuery(queries.tokens())
  const me = useQuery(queries.me())
  const [asking, ask] = useState<Asking | null>(null)
  const mayManage = useMay('admin') && me.data?.person !== null
  return (
    <Page title={t.people.title} lead={t.people.lead}>
      {me.data && me.data.person === null && (
        <p className={css.note}>
          {t.people.nobodySignedIn} <Link href={routes.account(routes.people())}>{t.account.makeFirst}</Link>
        </p>
      )}
      <Section
        title={t.people.people}
        aside={
          <>
            {people.data && people.data.length > 0 && (
              <CsvButton
                name="people"
                rows={() => [
                  [t.people.name, t.signIn.email, t.people.role],
                  ...people.data.map(({ name, email, role }) => [name, email, t.people.roles[role]]),
                ]}
              />
            )}
            {mayManage && (
              <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => ask({ do: 'add-person' })}>
                {t.people.add}
              </Button>
            )}
          </>
        }
      >
        <Loaded of={people}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t.people.none} />
            ) : (
              <ul className={ofRows.list}>
                {rows.map(({ id, email, name, role, secondFactor }) => (
                  <li key={id}>
                    <span className={css.who}>
                      <strong>{name}</strong> <span className="quiet">{email}</span>
                    </span>
                    {mayManage ? (
                      <Select
                        aria-label={`${t.people.role}${t.colon}${email}`}
                        size="xs"
                        w={130}
                        allowDeselect={false}
                        data={roles.map((value) => ({ value, label: t.people.roles[value] }))}
                        value={role}
                        onChange={(value) => value && value !== role && ask({ do: 'role', email, role: value as Role })}
                      />
                    ) : (
                      <span>{t.people.roles[role]}</span>
                    )}
                    <span className={`quiet ${css.may}`}>
                      {t.people.may[role]} {secondFactor ? t.people.secondFactor : t.people.noSecondFactor}
                    </span>
                    <span className={css.acts}>
                      {mayManage && secondFactor && email !== me.data?.person?.email && (
                        <Button size="compact-xs" variant="default" onClick={() => ask({ do: 'reset-factors', email })}>
                          {t.people.resetFactors}
                        </Button>
                      )}
                      {mayManage && email !== me.data?.person?.email && (
                        <Button size="compact-xs" variant="default" onClick={() => ask({ do: 'remove', email })}>
                          {t.people.remove}
                        </Button>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <Section
        title={t.people.tokens}
        aside={
          mayManage && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => ask({ do: 'add-token' })}
            >
              {t.people.addToken}
            </Button>
          )
        }
      >
        <Loaded of={tokens}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t.people.noTokens}>{t.people.noTokensText}</Empty>
            ) : (
              <ul className={ofRows.list}>
                {rows.map(({ id, name, owner, scopes: given, expiresAt, revokedAt }) => (
                  <li key={id}>
                    <span className={css.who}>
                      <strong>{name}</strong> <span className="quiet">{owner}</span>
                    </span>
                    <span className={css.may}>{given.map((scope) => t.people.scopes[scope]).join(', ')}</span>
                    <span className="quiet">
                      {revokedAt ? (
                        <State state="rejected" word={t.people.revoked} />
                      ) : (
                        <>
                          {t.people.expires} <When at={expiresAt} plain />
                        </>
                      )}
                    </span>
                    <span className={css.acts}>
                      {mayManage && !revokedAt && (
                        <Button size="compact-xs" variant="default" onClick={() => ask({ do: 'revoke', id, name })}>
                          {t.people.revoke}
                        </Button>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <LetIn own={false} />
      {asking && <Dialog asking={asking} close={() => ask(null)} />}
    </Page>
  )
}

/** Each of these includes those before it; `people` and `raw` stand beside them. */
const ladder: readonly Scope[] = scopes.filter((scope) => scope !== 'people' && scope !== 'raw')

/** Each change with its words and its fields; what a person or token is given once is shown once. */
function Dialog({ asking, close }: { asking: Asking; close: () => void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [scope, setScope] = useState<Scope>('read')
  const [ofCustomers, setOfCustomers] = useState(false)
  const [ofMessages, setOfMessages] = useState(false)
  const sso = useQuery(queries.sso())
  const provider = sso.data?.provider ?? null
  const [bySso, setBySso] = useState(false)
  const titles = {
    'add-person': t.people.add,
    role: asking.do === 'role' ? `${asking.email} → ${t.people.roles[asking.role]}` : '',
    remove: asking.do === 'remove' ? `${t.people.remove}${t.colon}${asking.email}` : '',
    'reset-factors': asking.do === 'reset-factors' ? `${t.people.resetFactors}${t.colon}${asking.email}` : '',
    'add-token': t.people.addToken,
    revoke: asking.do === 'revoke' ? `${t.people.revoke}${t.colon}${asking.name}` : '',
  }
  const act = async (by: Proved): Promise<string | null> => {
    switch (asking.do) {
      case 'add-person': {
        const signIn = bySso ? ('sso' as const) : ('password' as const)
        const added = await call('POST /api/people', { body: { by, email, name, role, signIn } })
        return added.password ? `${added.email}  ${added.password}` : null
      }
      case 'role':
        await call('POST /api/people/:email/role', { params: { email: asking.email }, body: { by, role: asking.role } })
        return null
      case 'remove':
        await call('POST /api/people/:email/remove', { params: { email: asking.email }, body: { by } })
        return null
      case 'reset-factors':
        await call('POST /api/people/:email/factors/reset', { params: { email: asking.email }, body: { by } })
        return null
      case 'add-token': {
        const upTo = ladder.slice(0, ladder.indexOf(scope) + 1)
        const beside: Scope[] = [
          ...(ofCustomers ? (['people'] as const) : []),
          ...(ofMessages ? (['raw'] as const) : []),
        ]
        return (await call('POST /api/tokens', { body: { by, name, scopes: [...upTo, ...beside] } })).token
      }
      case 'revoke':
        await call('POST /api/tokens/:id/revoke', { params: { id: asking.id }, body: { by } })
        return null
    }
  }
  const needsName = asking.do === 'add-person' || asking.do === 'add-token'
  return (
    <ConfirmDialog
      title={titles[asking.do]}
      act={act}
      close={close}
      ready={!needsName || (name.trim() !== '' && (asking.do !== 'add-person' || email.trim() !== ''))}
      shownOnce={t.people.shownOnce}
    >
      <Stack gap="md">
        {needsName && (
          <TextInput
            label={t.people.name}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {asking.do === 'add-person' && (
          <>
            <TextInput
              label={t.signIn.email}
              type="email"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <Select
              label={t.people.role}
              allowDeselect={false}
              data={roles.map((value) => ({ value, label: t.people.roles[value] }))}
              value={role}
              onChange={(value) => value && setRole(value as Role)}
              description={t.people.may[role]}
            />
            {provider !== null && (
              <Checkbox
                label={`${t.sso.by} ${provider}`}
                description={t.sso.byText}
                checked={bySso}
                onChange={(event) => setBySso(event.currentTarget.checked)}
              />
            )}
          </>
        )}
        {asking.do === 'add-token' && (
          <>
            <Select
              label={t.people.upTo}
              allowDeselect={false}
              data={ladder.map((value) => ({ value, label: t.people.scopes[value] }))}
              value={scope}
              onChange={(value) => value && setScope(value as Scope)}
              description={t.people.tokenText}
            />
            <Checkbox
              label={t.people.scopes.people}
              description={t.people.ofCustomersText}
              checked={ofCustomers}
              onChange={(event) => setOfCustomers(event.currentTarget.checked)}
            />
            <Checkbox
              label={t.people.scopes.raw}
              description={t.people.ofMessagesText}
              checked={ofMessages}
              onChange={(event) => setOfMessages(event.currentTarget.checked)}
            />
          </>
        )}
        {asking.do === 'remove' && <p>{t.people.removeText}</p>}
        {asking.do === 'reset-factors' && <p>{t.people.resetFactorsText}</p>}
        {asking.do === 'revoke' && <p>{t.people.revokeText}</p>}
        {asking.do === 'role' && <p>{t.people.may[asking.role]}</p>}
      </Stack>
    </ConfirmDialog>
  )
}
