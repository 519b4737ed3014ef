import fc from 'fast-check'
import { expect, test } from 'vitest'
import { connectionCauses, httpCauses, hubCauses, sqlServerCauses } from '../../src/connectors/causes/index.ts'
import { gpCauses } from '../../src/connectors/gp/causes/index.ts'
import { prestashopCauses } from '../../src/connectors/prestashop/causes/index.ts'
import { type Complaint, candidatesFor, closestFor } from '../../src/domain/cause.ts'

const all = [...gpCauses, ...prestashopCauses, ...sqlServerCauses, ...connectionCauses, ...httpCauses, ...hubCauses]

const said = (text: string, ...codes: string[]): Complaint => ({ codes, text })

/** By number whatever the language; by words where a program hands on a text alone. */
const cases: readonly (readonly [cause: string, complaint: Complaint])[] = [
  ['sql.deadlock', said('La transaction (ID de processus 61) a été bloquée par un autre processus', 'sql:1205')],
  ['sql.deadlock', said('Transaction was deadlocked on lock resources')],
  ['sql.too-long', said('Zeichenfolgen- oder Binärdaten würden abgeschnitten.', 'sql:2628')],
  ['sql.login', said('Error de inicio de sesión del usuario.', 'sql:18456')],
  ['sql.login-disabled', said('Fehler bei der Anmeldung. Ursache: Das Konto ist deaktiviert.', 'sql:18470')],
  ['sql.log-full', said('Le journal des transactions est plein.', 'sql:9002')],
  ['sql.database', said('Die Datenbank kann nicht geöffnet werden.', 'sql:4060')],
  ['sql.right', said('Se denegó el permiso EXECUTE en el objeto.', 'sql:229')],
  ['sql.duplicate', said('Violation de la contrainte PRIMARY KEY.', 'sql:2627')],
  ['sql.conversion', said('Fehler beim Konvertieren des Datentyps nvarchar in numeric.', 'sql:8114')],
  ['net.refused', said('connect ECONNREFUSED 10.0.0.5:48620', 'net:ECONNREFUSED')],
  ['net.name-unknown', said('getaddrinfo ENOTFOUND', 'net:ENOTFOUND')],
  ['net.unreachable', said('', 'net:EHOSTUNREACH')],
  ['net.broken', said('socket hang up')],
  ['tls.expired', said('certificate has expired', 'net:CERT_HAS_EXPIRED')],
  ['tls.name', said('', 'net:ERR_TLS_CERT_ALTNAME_INVALID')],
  ['tls.protocol', said('write EPROTO … wrong version number', 'net:EPROTO')],
  ['http.too-many', said('', 'http:429')],
  ['http.too-large', said('413 Request Entity Too Large', 'http:413')],
  ['http.firewall', said('<html><title>Attention Required! | Cloudflare</title>', 'http:403')],
  ['http.maintenance', said('Wir führen Wartungsarbeiten durch', 'http:503')],
  ['http.origin-down', said('Web server is down', 'http:521')],
  ['ps.key-inactive', said('Authentification key is not active', 'ps:20', 'http:401')],
  ['ps.key-unknown', said('Authentification key does not exist', 'ps:20', 'http:401')],
  ['ps.key-without-rights', said('No permission for this authentication key', 'ps:21', 'http:401')],
  ['ps.header-lost', said('401 Unauthorized', 'ps:no-key-seen', 'http:401')],
  ['ps.key-format', said('', 'ps:18', 'http:401')],
  ['ps.resource-denied', said('', 'ps:26', 'http:401')],
  ['ps.text-too-long', said('The length of property Address->city is currently 80 chars.', 'ps:85', 'http:400')],
  ['ps.value-invalid', said('La propiedad Address->postcode no es válida', 'ps:85', 'http:400')],
  ['ps.memory', said('Allowed memory size of 134217728 bytes exhausted', 'http:500')],
  ['ps.running-time', said('Maximum execution time of 30 seconds exceeded', 'http:500')],
  ['ps.database-busy', said('SQLSTATE[HY000] [1040] Too many connections', 'http:500')],
  ['ps.php-error', said('[PHP Warning #2] Undefined array key "price"', 'ps:3', 'http:500')],
  ['ps.not-saved', said('Unable to save resource', 'ps:46', 'http:500')],
  ['hub.value-map-entry', said('', 'hub:missing_value')],
  ['hub.totals', said('', 'hub:totals_held')],
]

test.each(cases.map(([cause, complaint]) => [cause, complaint.text, complaint] as const))(
  '%s: %s',
  (cause, _, complaint) => {
    const others = cause.startsWith('ps.') ? all.filter(({ id }) => !/^(gp|hub)\./.test(id)) : all
    expect(candidatesFor(others, complaint)[0]?.cause.id).toBe(cause)
  },
)

test('the closest row is the first of all candidates, whatever is left out on the way', () => {
  const complaint = fc.constantFrom(...cases.map(([, one]) => one))
  fc.assert(
    fc.property(
      fc.shuffledSubarray(all, { minLength: 1 }),
      fc.array(complaint, { maxLength: 4 }),
      (causes, complaints) => {
        const first = complaints.flatMap((one) =>
          candidatesFor(causes, one)
            .filter(({ cause }) => !cause.mustHold)
            .slice(0, 1),
        )
        const heaviest = Math.max(0, ...first.map(({ weight }) => weight))
        expect(closestFor(causes, complaints)).toEqual(first.find(({ weight }) => weight === heaviest) ?? null)
      },
    ),
  )
})

test('every row has a name of its own, says where it is from, and what happens next', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const { source, next, says } of all) {
    expect(source.length).toBeGreaterThan(10)
    expect(next).toMatch(/\.$/)
    expect(says).toMatch(/\.$/)
  }
})
