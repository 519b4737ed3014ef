import { expect, test } from 'vitest'
import {
  gpConnection,
  gpCredentials,
  gpForm,
  idOf,
  isPlainElsewhere,
  mailConnection,
  mailCredentials,
  mailForm,
  shopConnection,
  shopCredentials,
  shopForm,
} from '../../src/web/pages/set-up/connection.ts'

test('settings of a connection that the form does not show stay as they are stored', () => {
  const shop = { url: 'https://shop.example.com', timezone: 'Europe/Paris', languageId: '2', concurrency: 8 }
  expect(shopConnection(shop, { ...shopForm(shop), url: ' https://new.example.com ' })).toEqual({
    ...{ ...shop, url: 'https://new.example.com', allowInsecure: false },
  })
  expect(shopConnection({ ...shop, shopId: '2' }, shopForm({ ...shop, shopId: '2' }))).toMatchObject({ shopId: '2' })
  expect(shopConnection({ ...shop, shopId: '2' }, { ...shopForm(shop), shopId: ' ' })).not.toHaveProperty('shopId')
  const gp = { url: 'http://gp:48620/x', companyId: 2, auth: 'ntlm', role: 'WEB', allowInsecure: true }
  expect(gpConnection(gp, gpForm(gp))).toEqual(gp)
  expect(gpConnection(gp, { ...gpForm(gp), companyId: null })).not.toHaveProperty('companyId')
})

test('a credential that was not typed is none, so that the stored one stays', () => {
  expect(shopCredentials({ ...shopForm(null), key: ' ' })).toEqual({})
  expect(gpCredentials({ ...gpForm(null), password: ' p ' })).toEqual({ 'gp.password': ' p ' })
  expect(gpCredentials({ ...gpForm(null), auth: 'none', username: 'x', password: 'y' })).toEqual({})
})

test('plain http to another machine is agreed to, never assumed', () => {
  expect(['http://gp.example.com', ' HTTP://10.0.0.1/x'].map(isPlainElsewhere)).toEqual([true, true])
  const near = ['https://gp.example.com', 'http://localhost:80', 'http://127.0.0.1', 'http://[::1]:4/x']
  expect(near.map(isPlainElsewhere)).toEqual(near.map(() => false))
  const form = { ...shopForm(null), url: 'https://shop.example.com', allowInsecure: true }
  expect(shopConnection(null, form)).toMatchObject({ allowInsecure: false })
})

test('a name gives an id that addresses and commands take', () => {
  expect(['Fine Teas, Paris', 'Élan Vital!', '日本', 'x'.repeat(60)].map(idOf)).toEqual([
    ...['fine-teas-paris', 'elan-vital', 'main', 'x'.repeat(40)],
  ])
})

test('a mailbox is connected where a server is typed, and what its form does not show stays', () => {
  expect(mailConnection(null, mailForm(null))).toBeNull()
  const stored = { server: 'imap.example.com', port: 143, security: 'starttls', username: 'r', senders: ['@a.example'] }
  expect(mailConnection(stored, mailForm(stored))).toEqual(stored)
  const typed = {
    ...mailForm(stored),
    server: 'mail.example.com',
    senders: ' x@b.example \n\n@c.example',
    subjects: 'payout',
  }
  expect(mailConnection(stored, typed)).toEqual({
    ...{ server: 'mail.example.com', username: 'r' },
    ...{ senders: ['x@b.example', '@c.example'], subjects: ['payout'] },
  })
  // How it speaks TLS belongs to the server and port that it was stored with.
  const at = (server: string) => mailConnection(stored, { ...mailForm(stored), server })
  expect(at('mail.example.com:143')).toMatchObject({ port: 143, security: 'starttls' })
  const { security: _, ...others } = stored
  expect(at('imap.example.com:993')).toEqual({ ...others, port: 993 })
  expect(mailCredentials({ ...typed, password: 'p' })).toEqual({ 'mail.password': 'p' })
  expect(mailCredentials({ ...typed, server: '', password: 'p' })).toEqual({})
})
