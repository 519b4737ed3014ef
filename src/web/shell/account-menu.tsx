import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconLanguage, IconLogout, IconMoon, IconSun, IconSunMoon, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { call } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { routes } from '../routes.ts'
import { chooseLanguage, type Language, language, languages, t } from '../words/index.ts'
import css from './account-menu.module.css'

/** Who is signed in; theme, language and the way out. */
export function AccountMenu() {
  const me = useQuery(queries.me())
  const [, go] = useLocation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const name = me.data?.person?.email ?? t.account.owner
  const leave = () => void call('DELETE /api/session').finally(() => location.assign('/'))
  const schemes = [
    ['light', IconSun, t.account.light],
    ['dark', IconMoon, t.account.dark],
    ['auto', IconSunMoon, t.account.auto],
  ] as const
  return (
    <Menu position="top-start" width={210}>
      <Menu.Target>
        <UnstyledButton className={css.button}>
          <IconUser size={17} aria-hidden />
          <span>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.account.theme}</Menu.Label>
        {schemes.map(([value, Icon, label]) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={colorScheme === value ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Label>{t.account.language}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((value) => (
          <Menu.Item
            key={value}
            leftSection={<IconLanguage size={16} />}
            rightSection={language === value ? <IconCheck size={14} /> : null}
            onClick={() => chooseLanguage(value)}
            lang={value}
          >
            {languages[value]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => go(routes.account())}>
          {t.account.title}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
          {t.account.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
