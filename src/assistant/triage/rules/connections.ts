import type { Facts } from '../read-failure.ts'
import { quoted, type Rule } from './rule.ts'

const noAnswer = (row: { id: string } | null) => row !== null && /^(?:net|tls|http)\./.test(row.id)
const systemException = ({ complaints }: Facts) => complaints.some(({ codes }) => codes.includes('gp:system'))

const restarting =
  /restart|re-?boot|service stop|being (?:updated|deployed|recycled)|deploy(?:ed|ment)? (?:at|of the (?:shop|service))|recycl|update installed|script upgrade|redémarr|neu ?start|reinici|wieder hoch|app ?pool/i
const forLong =
  /\b(?:for|since|depuis|seit|desde|od)\b[^\n]{0,24}(?:hours?|days?|yesterday|midnight|heures?|jours?|Stunden|Tagen?|horas|días|godzin|dni|\d{1,2}:\d{2})|every call|all calls|each call|same answer|all day|toute la journée|todo el día/i
const firstTest =
  /first (?:test|call|connection)|new connection|just (?:created|entered|set up)|connection (?:was )?(?:made|created|entered)|première connexion|erste Verbindung|primera conexión|never worked/i

/** Failures whose words are those of a lost connection, of a refused sign-in, or of a server that says nothing. */
export const connectionRules: readonly Rule[] = [
  {
    id: 'mistyped-host',
    when: (facts) => mistyped(facts),
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The address of the connection is mistyped: a name that differs in a letter or two is the right one.',
    next: 'Correct the address of the connection to the name that the system really has, then test it again.',
  },
  {
    id: 'first-test',
    when: ({ recent, complaints }) =>
      complaints.some(({ codes }) =>
        codes.some((code) => /^net:(?:ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EPROTO)/.test(code)),
      )
        ? quoted(recent, firstTest)
        : null,
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The connection has never worked: its address or port is not right.',
    next: 'Compare host name, port and http or https of the connection with what the system’s administrator gives.',
  },
  {
    id: 'clock-wrong',
    when: ({ recent, text, complaints }) =>
      /CERT_|certificate|NotBefore|NotAfter|signature|timestamp|skew/i.test(
        `${text} ${complaints.map(({ codes }) => codes.join()).join()}`,
      )
        ? quoted(
            recent,
            /(?:hub|our|own)[^\n]{0,40}clock|clock (?:of the hub|is|was)|system (?:time|date)|date on the hub|NTP|horloge|Uhr|reloj|\b(?:19[79]\d|200\d|201\d)-\d\d/i,
          )
        : null,
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The clock of the hub’s machine is wrong, so certificates and signatures look too old or too new.',
    next: 'Set the clock of the hub’s machine by NTP, then try again.',
  },
  {
    id: 'tls-inspected',
    when: ({ recent }, row) =>
      row?.id === 'tls.untrusted'
        ? quoted(
            recent,
            /zscaler|netskope|blue ?coat|fortigate|(?:inspect|intercept|decrypt)[^\n]{0,20}(?:TLS|SSL|https)|(?:TLS|SSL|https)[^\n]{0,20}(?:inspect|intercept|decrypt)/i,
          )
        : null,
    class: 'connection',
    owner: 'integrator',
    retryHelps: false,
    says: 'A proxy of the hub’s own network opens TLS and shows a certificate of its own.',
    next: 'Name the file of the proxy’s authority in caFile of the connection, or have the proxy let this address through unopened.',
  },
  {
    id: 'account-changed',
    when: ({ recent, ...facts }) =>
      systemException({ recent, ...facts })
        ? quoted(
            recent,
            /service account|SecurityService|every operation|all operations|each operation|Login failed|security store|authorization manager|AzMan|AD ?LDS|ADAM/i,
          )
        : null,
    class: 'configuration',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The web service itself lacks rights or configuration after a change, so every call fails in it.',
    next: 'Undo or complete the change: the service account needs its rights in the security store and its databases (GP Web Services Configuration Wizard).',
  },
  {
    id: 'one-record-poisoned',
    when: ({ recent, text, ...facts }) =>
      systemException({ recent, text, ...facts }) || /invalid character|hexadecimal value/i.test(text)
        ? (quoted(`${recent}\n${text}`, /hexadecimal value|invalid (?:XML )?character|control character/i) ??
          quoted(recent, /only [^\n]{2,40} fails|fails only for|all others? (?:\S+ )?(?:are|is|pass)/i))
        : null,
    class: 'remote_bug',
    owner: 'GP admin',
    retryHelps: false,
    says: 'This one record breaks the service, most often by a character that XML cannot hold.',
    next: 'Take the character out of the record (its note or a text) in GP; the hub then reads on.',
  },
  {
    id: 'system-exception-passing',
    when: ({ recent, ...facts }) =>
      systemException({ recent, ...facts })
        ? quoted(
            recent,
            /restart|recover|fail(?:ed )?over|time-?out|deadlock|(?:later|after|next)[^\n]{0,40}\b(?:ok|pass|well)|\bok\b$|failed with the same|backup|recycl|memory/im,
          )
        : null,
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The service or its database was down or busy for a moment; other calls of that time failed, later ones pass.',
    next: 'Repeat reads. Before a write is sent again the hub looks the document up.',
  },
  {
    id: 'header-lost',
    when: ({ recent, status }) =>
      status === 401
        ? quoted(
            recent,
            /ws_key|\?ws|same key[^\n]*(?:200|works)|CGI|FPM|FastCGI|Authorization header|proxy strips|moved to/i,
          )
        : null,
    class: 'configuration',
    owner: 'shop admin',
    retryHelps: false,
    says: 'The web server does not hand the Authorization header on, so the system sees no key; the key is right.',
    next: 'Let the web server pass the header (CGIPassAuth On, or the rewrite rule with HTTP_AUTHORIZATION).',
  },
  {
    id: 'empty-credential',
    when: ({ asked, status }) =>
      status === 401 ? quoted(asked, /Basic (?:Og==|Og=?)|"(?:key|password)_length":\s*0|"key":\s*""/) : null,
    class: 'authentication',
    owner: 'integrator',
    retryHelps: false,
    says: 'An empty key was sent: the credential of this connection is not filled in.',
    next: 'Store the key of this connection, then test it.',
  },
  {
    id: 'key-length',
    when: (facts) => {
      const length = facts.failure.request.key_length
      return typeof length === 'number' && length !== 32 && facts.status === 401
        ? `The key has ${length} characters, not 32.`
        : null
    },
    class: 'authentication',
    owner: 'integrator',
    retryHelps: false,
    says: 'The key was entered with another length than the 32 characters it has.',
    next: 'Copy the whole key again.',
  },
  {
    id: 'rewrite-missing',
    when: ({ status, text, complaints, recent }) =>
      status === 404 && !complaints.some(({ codes }) => codes.some((code) => /^ps:\d|^ps:empty/.test(code)))
        ? (quoted(recent, /dispatcher\.php|rewrite|htaccess|nginx|moved/i) ??
          (/<|not found|nicht gefunden|introuvable|no encontrad/i.test(text)
            ? 'The 404 is a page of the web server, not an answer of the web service.'
            : null))
        : null,
    class: 'configuration',
    owner: 'its admin',
    retryHelps: false,
    says: 'The web server does not hand this path to the web service: a rewrite rule is missing, or the address is wrong.',
    next: 'Add the rewrite of /api to webservice/dispatcher.php, or correct the address of the connection.',
  },
  {
    id: 'domain-expired',
    when: ({ recent, complaints }) =>
      complaints.some(({ codes }) => codes.includes('net:ENOTFOUND'))
        ? quoted(recent, /whois|expired|renew|DNS|nameserver|worked until|registrar/i)
        : null,
    class: 'connection',
    owner: 'its admin',
    retryHelps: false,
    says: 'The name that worked before does not resolve any more: the domain has expired or its record was removed.',
    next: 'Renew the domain or restore its DNS record; the hub goes on when the name resolves.',
  },
  {
    id: 'vpn-down',
    when: ({ recent, complaints }) =>
      complaints.some(({ codes }) => codes.some((code) => /^net:(?:EHOST|ENET|ETIMEDOUT|UND_ERR_CONNECT)/.test(code)))
        ? quoted(recent, /\bVPN\b|tunnel|wireguard|openvpn|route/i)
        : null,
    class: 'connection',
    owner: 'integrator',
    retryHelps: false,
    says: 'The VPN or route from the hub’s machine to the system is down.',
    next: 'Connect the VPN again, and let it start with the machine.',
  },
  {
    id: 'restarting',
    when: ({ recent, failure }, row) =>
      noAnswer(row) && failure.attempt <= 5 && !forLong.test(recent) ? quoted(recent, restarting) : null,
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The service is being restarted or updated.',
    next: 'Try again in a minute or two; nothing is to be repaired.',
  },
  {
    id: 'too-much-at-once',
    when: ({ recent, status }, row) =>
      status === 504 ||
      status === 500 ||
      status === 502 ||
      row?.id === 'net.slow-answer' ||
      row?.class === 'intermittent'
        ? quoted(
            recent,
            /(?:limit=\d+|smaller|small|fewer|one page|short|single)[^\n]{0,40}(?:pass|work|ok|fine|quick)|never passes|only (?:with|for) (?:large|full|all)|\d{4,} (?:products|orders|rows|items|records) (?:in one|at once)/i,
          )
        : null,
    class: 'rate_limit',
    owner: 'hub developer',
    retryHelps: false,
    says: 'Too much is asked for at once: smaller requests pass.',
    next: 'Ask in smaller pages or windows.',
  },
  {
    id: 'maintenance-window',
    when: ({ status, text, asked, recent, complaints }) =>
      status === 503 && !complaints.some(({ codes }) => codes.includes('ps:22'))
        ? (quoted(`${asked}`, /retry-after/i) ??
          quoted(
            `${text}\n${recent}`,
            /maintenance|mantenimiento|wartung|konserwac|prace techniczne|onderhoud|manuten|mise à jour|back soon|okno serwisowe/i,
          ))
        : null,
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The site is closed for maintenance, for a time that it names.',
    next: 'Wait as long as the answer says, and try again.',
  },
  {
    id: 'down-for-long',
    when: ({ status, recent, failure }, row) =>
      (row?.id === 'net.refused' || row?.id === 'http.unavailable') && (status === null || status >= 502)
        ? (quoted(recent, forLong) ?? (failure.attempt >= 10 ? `It is attempt ${failure.attempt}.` : null))
        : null,
    class: 'connection',
    owner: 'its admin',
    retryHelps: true,
    says: 'The service has been down for a while: it is stopped, or its application pool is.',
    next: 'Start the service on its server (GP: “Microsoft Dynamics GP Service Host”, IIS application pool; shop: web server and PHP). The hub probes and goes on by itself.',
  },
  {
    id: 'commit-unknown',
    when: ({ complaints, failure }) =>
      complaints.some(({ codes }) =>
        codes.some((code) =>
          /^net:(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_HEADERS|UND_ERR_BODY|ECONNABORTED|ESOCKETTIMEDOUT)/.test(
            code,
          ),
        ),
      ) && /^(?:POST|PUT|PATCH|Create|Update|EXEC)/i.test(String(failure.request.operation ?? ''))
        ? 'The connection broke after a write was on its way.'
        : null,
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The connection broke after the request was sent; it may have had its effect.',
    next: 'Look the record up first; send again only what is not there.',
  },
]

/** A host name among the notes that differs from the one that was called by a letter or two. */
function mistyped({ failure, recent, complaints }: Facts): string | null {
  if (
    !complaints.some(({ codes }) =>
      codes.some((code) => /^net:(?:ENOTFOUND|ECONNREFUSED|ETIMEDOUT|ERR_TLS)/.test(code)),
    )
  )
    return null
  const called = hostIn(String(failure.request.url ?? '')) ?? hostIn(failure.raw)
  if (called === null) return null
  const others = [...recent.matchAll(/\b[a-z0-9-]+(?:\.[a-z0-9-]+)+\b/gi)].map(([name]) => name.toLowerCase())
  const near = others.find((name) => name !== called && distance(name, called) <= 2)
  return near === undefined ? null : `The call went to ${called}; the notes name ${near}.`
}

const hostIn = (text: string) =>
  /\b([a-z0-9-]+(?:\.[a-z0-9-]+)+)\b/i.exec(text.replace(/^https?:\/\//, ''))?.[1]?.toLowerCase() ?? null

/** Letters that have to be changed, at most 3 are counted. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === b[j] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
