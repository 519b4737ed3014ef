import { describe, expect, test } from 'vitest'
import { md4 } from '../../../src/connectors/gp/web-services/md4.ts'
import {
  authenticateMessage,
  negotiateMessage,
  ntlmV2Responses,
  parseChallenge,
} from '../../../src/connectors/gp/web-services/ntlm.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

describe('MD4', () => {
  test.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('digest of %j as in RFC 1320', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest)
  })
})

describe('NTLMv2, by the example of MS-NLMP 4.2.4', () => {
  const credentials = { domain: 'Domain', username: 'User', password: 'Password' }
  const targetInfo = hex('02000c0044006f006d00610069006e0001000c0053006500720076006500720000000000')
  const challenge = { flags: 0xe28a8233, serverChallenge: hex('0123456789abcdef'), targetInfo }
  const year1601 = -11_644_473_600_000

  test('key and both responses', () => {
    const { key, lm, nt } = ntlmV2Responses(credentials, challenge, year1601, hex('aaaaaaaaaaaaaaaa'))
    expect(key).toEqual(hex('0c868a403bfd7a93a3001ef22ef02e3f'))
    expect(lm).toEqual(hex('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa'))
    expect(nt.subarray(0, 16)).toEqual(hex('68cd0ab851e51c96aabc927bebef6a1c'))
  })

  test('a time stamp of the server is used, and silences the old response', () => {
    const stamped = Buffer.concat([hex('07000800 0102030405060708'), targetInfo])
    const { lm, nt } = ntlmV2Responses(credentials, { ...challenge, targetInfo: stamped }, 0, hex('aaaaaaaaaaaaaaaa'))
    expect(lm).toEqual(Buffer.alloc(24))
    expect(nt.subarray(24, 32)).toEqual(hex('0102030405060708'))
  })

  test.each([
    ['with the NTLM2 flag', 0xe28a8233],
    ['without it', 0xe2828233],
    ['in the OEM character set', 0x00028232],
  ])('the answer is NTLMv2 to a challenge %s', (_name, flags) => {
    const message = authenticateMessage(credentials, { ...challenge, flags }, year1601, hex('aaaaaaaaaaaaaaaa'))
    const field = (at: number) => {
      const offset = message.readUInt32LE(at + 4)
      return message.subarray(offset, offset + message.readUInt16LE(at))
    }
    expect(message.subarray(0, 8).toString('latin1')).toBe('NTLMSSP\0')
    expect(field(20).subarray(0, 16)).toEqual(hex('68cd0ab851e51c96aabc927bebef6a1c'))
    const encoding = flags & 1 ? 'utf16le' : 'latin1'
    expect(field(28).toString(encoding)).toBe('Domain')
    expect(field(36).toString(encoding)).toBe('User')
    expect(message.readUInt32LE(60) & ~flags).toBe(0)
  })
})

test('a challenge is read with or without what follows the eight bytes', () => {
  const long = Buffer.alloc(52)
  long.write('NTLMSSP\0', 'latin1')
  long.writeUInt32LE(2, 8)
  long.writeUInt32LE(0x201, 20)
  hex('0123456789abcdef').copy(long, 24)
  long.writeUInt16LE(4, 40)
  long.writeUInt32LE(48, 44)
  expect(parseChallenge(long.toString('base64'))).toMatchObject({ flags: 0x201, targetInfo: Buffer.alloc(4) })
  expect(parseChallenge(long.subarray(0, 32).toString('base64'))).toMatchObject({ targetInfo: Buffer.alloc(0) })
  long.writeUInt32LE(60, 44)
  expect(parseChallenge(long.toString('base64'))).toBeNull()
  expect(parseChallenge('')).toBeNull()
  expect(parseChallenge(negotiateMessage().toString('base64'))).toBeNull()
})
