import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { ref } from '../../../src/domain/record.ts'
import { connect, result, startRawGp } from './raw-gp.ts'

const currency = ref('gp.currency', 'EUR')
const euro = (more = '') => result('GetCurrencyByKey', `<Key><ISOCode>EUR</ISOCode></Key>${more}`)

describe('an answer of GP that lies', () => {
  test('with a DOCTYPE: nothing is fetched, no file is read, nothing grows', async () => {
    const fetched: string[] = []
    const elsewhere = createServer((request, response) => {
      fetched.push(request.url ?? '')
      response.end('leaked')
    })
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done))
    const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('')
    const doctypes = [
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
      `<!DOCTYPE x SYSTEM "${address}/x.dtd">`,
      `<!DOCTYPE x [<!ENTITY e SYSTEM "${address}/e"><!ENTITY % p SYSTEM "${address}/p"> %p;]>`,
      `<!DOCTYPE x [<!ENTITY a0 "ha">${laughs}<!ENTITY e "&a30;">]>`,
    ]
    try {
      for (const doctype of doctypes) {
        await using gp = await startRawGp(({ operation }) =>
          operation === 'GetCurrencyByKey'
            ? euro('<Description>&e;</Description>').replace(/(<\?xml[^>]*\?>)?/, (head) => `${head}${doctype}`)
            : undefined,
        )
        await using connector = connect(gp, { auth: 'basic' })
        const said = await connector
          .read(currency)
          .then(JSON.stringify, (error: { code?: string }) => String(error.code))
        expect(said, doctype).toMatch(/^(remote_unavailable|unexpected_answer)$|&e;/)
        expect(said).not.toMatch(/leaked|root:|haha/)
      }
      expect(fetched).toEqual([])
    } finally {
      elsewhere.close()
    }
  })

  test('nested without end, or with a name from the prototype: an answer that cannot be used, and no more', async () => {
    for (const more of [
      `${'<Description>'.repeat(50_000)}${'</Description>'.repeat(50_000)}`,
      '<__proto__><polluted>1</polluted></__proto__><constructor><prototype><polluted>1</polluted></prototype></constructor>',
    ]) {
      await using gp = await startRawGp(({ operation }) => (operation === 'GetCurrencyByKey' ? euro(more) : undefined))
      await using connector = connect(gp, { auth: 'basic' })
      const said = await connector.read(currency).then(
        () => 'read',
        (error: { code?: string }) => error.code,
      )
      expect(['read', 'remote_unavailable', 'unexpected_answer']).toContain(said)
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    }
  })

  test('that offers Basic alone, where NTLM is set: the password does not leave the hub', async () => {
    for (const offered of [['Basic realm="gp"'], ['Basic realm="gp"', 'Negotiate'], []]) {
      const seen: string[] = []
      await using gp = await startRawGp(undefined, (request, response) => {
        seen.push(String(request.headers.authorization ?? ''))
        response.writeHead(401, offered.length > 0 ? { 'www-authenticate': offered } : {}).end()
        return true
      })
      await using connector = connect(gp, { auth: 'ntlm' })
      await expect(connector.read(currency)).rejects.toMatchObject({ code: 'access_denied' })
      expect(seen.filter((each) => !/^(NTLM .*)?$/.test(each))).toEqual([])
    }
  })
})
