import type { Facts } from '../read-failure.ts'
import { member, quoted, type Rule, recordOf } from './rule.ts'

const stored =
  /\b(?:exists?|stored|created|changed now|is set|was saved|has the|already there)\b|existe (?:déjà|ya)|vorhanden|gespeichert/i
const code = ({ complaints }: Facts, ...codes: readonly string[]) =>
  complaints.some((complaint) => complaint.codes.some((each) => codes.includes(each)))

/** Requests whose own form tells more than the answer to them. */
export const requestRules: readonly Rule[] = [
  {
    id: 'redirect-lost-body',
    when: ({ asked, complaints }) =>
      complaints.some(
        ({ codes, text }) => codes.includes('ps:127') || /could not be parsed as XML|XML length : 0/i.test(text),
      )
        ? quoted(asked, /\b30[1278]\b\s*->|body not repeated|without body|redirect(?:ed)? to/i)
        : null,
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The address redirects (most often http to https), and the write lost its body on the way.',
    next: 'Change the address of the connection to the one that it redirects to; writes follow no redirect.',
  },
  {
    id: 'body-empty',
    when: (facts) =>
      code(facts, 'ps:127') && facts.failure.request.request_bytes === 0 ? 'The request had no body.' : null,
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'The hub sent a write without a body.',
    next: 'Report it: the serialiser made nothing of the record.',
  },
  {
    id: 'white-space-in-value',
    when: ({ asked, ...facts }) =>
      code({ asked, ...facts }, 'ps:84', 'ps:85')
        ? quoted(asked, />(?:\\[nrt]|\s)+<!\[CDATA\[|\]\]>(?:\\[nrt]|\s)+</)
        : null,
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'The XML was sent pretty-printed: white space around the values makes numbers and ids invalid.',
    next: 'Send every value without white space around it.',
  },
  {
    id: 'name-with-digits',
    when: (facts) =>
      /(?:first|last)name/i.test(facts.text) && code(facts, 'ps:84', 'ps:85') && !/length|chars?\b/i.test(facts.text)
        ? quoted(
            String(
              Object.entries(recordOf(facts))
                .flatMap(([name, value]) => (/name/i.test(name) ? [String(value)] : []))
                .join('\n'),
            ),
            /[\d<>{}!?@#$%^*=+;:]/,
          )
        : null,
    class: 'invalid_value',
    owner: 'integrator',
    retryHelps: false,
    says: 'The shop takes no digits and signs in names of people.',
    next: 'Put the name of a company into company, and give names without digits by a mapping rule.',
  },
  {
    id: 'partial-write',
    when: (facts) => {
      const without = facts.failure.request.sent_without
      return Array.isArray(without) ? `It was sent without ${without.map(String).join(', ')}.` : null
    },
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'The write left out fields that the system then fills by itself, so it hits another row.',
    next: 'Send these fields always, or change single fields by PATCH.',
  },
  {
    id: 'association-not-set',
    when: ({ text, status, ...facts }) =>
      code({ text, status, ...facts }, 'ps:85') && (status ?? 0) >= 500
        ? quoted(text, /while setting the \S+ value|association/i)
        : null,
    class: 'unknown',
    owner: 'shop admin',
    retryHelps: false,
    says: 'The record was saved, a list of it was not; the shop gives no reason.',
    next: 'Read the record back, and see whether the records in that list exist in this shop.',
    confidence: 0.6,
  },
  {
    id: 'mail-failed',
    when: ({ recent, status, text }) =>
      (status ?? 0) >= 500
        ? quoted(
            `${recent}\n${text}`,
            /SMTP|mail(?:er)?[^\n]{0,30}(?:fail|expired|password|error)|Swift_|symfony\\\\mailer/i,
          )
        : null,
    class: 'remote_bug',
    owner: 'shop admin',
    retryHelps: false,
    says: 'The record was stored; sending the mail failed, and the shop answers as if nothing was stored.',
    next: 'Read the record back and do not send it again. Repair the shop’s mail settings (Advanced Parameters > E-mail).',
  },
  {
    id: 'stored-although-failed',
    when: ({ recent, status, failure }) =>
      (status ?? 0) >= 500 && /^(?:POST|PUT|PATCH)/.test(String(failure.request.operation ?? ''))
        ? quoted(recent, new RegExp(`^(?:GET|read|look(?:ed)?[ -]up)[^\\n]*(?:${stored.source})`, 'im'))
        : null,
    class: 'remote_bug',
    owner: 'shop admin',
    retryHelps: false,
    says: 'The record was stored although the shop answered with an error: a defect of the shop or a module comes after saving.',
    next: 'Look the record up before any other attempt; update the shop or the module that the message names.',
  },
  {
    id: 'known-release-defect',
    when: ({ text, failure, ...facts }) =>
      code({ text, failure, ...facts }, 'ps:3', 'ps:5', 'ps:15') && /Webservice(?:Output|Request)/.test(text)
        ? quoted(text, /classes\/webservice\/\S+/)
        : null,
    class: 'remote_bug',
    owner: 'integrator',
    retryHelps: false,
    says: 'The Webservice of this release fails in its own code for this kind of call.',
    next: 'Ask in the other format (XML) or another way on this release, or update the shop.',
  },
  {
    id: 'delete-of-nothing',
    when: (facts) =>
      /^DELETE/.test(String(facts.failure.request.operation ?? '')) && code(facts, 'ps:87', 'ps:empty-404', 'ps:92')
        ? 'A record was to be deleted that is not there.'
        : null,
    class: 'missing_master_record',
    owner: 'nobody (waits)',
    retryHelps: false,
    says: 'The record that was to be deleted is gone already.',
    next: 'Treat the deletion as done.',
  },
  {
    id: 'lot-and-bin',
    when: (facts) => {
      const lines = member(facts, 'Lines')
      const same =
        Array.isArray(lines) &&
        lines.some((line: Record<string, unknown>) => line?.Bin !== undefined && line.Bin === line.Lot)
      if (!/\bbin\b/i.test(facts.text)) return null
      return same
        ? 'Lot and bin of the line have the same number.'
        : quoted(facts.recent, /lot and bin|known (?:defect|bug|issue)/i)
    },
    class: 'remote_bug',
    owner: 'GP admin',
    retryHelps: false,
    says: 'There is enough in the bin; GP mixes up lot and bin because both have the same number.',
    next: 'Rename the bin or install the fix; do not change the quantity.',
  },
  {
    id: 'enough-in-stock',
    when: ({ recent }, row) =>
      row?.class === 'quantity_shortage'
        ? quoted(recent, /known (?:defect|bug|issue)|(?:stock|quantity|bin)[^\n]*(?:is|holds) (?:enough|more)/i)
        : null,
    class: 'remote_bug',
    owner: 'GP admin',
    retryHelps: false,
    says: 'There is stock enough; the refusal is a defect of GP.',
    next: 'Install the fix that the vendor names; do not change the quantity.',
  },
  {
    id: 'since-our-release',
    when: ({ recent }, row) =>
      row !== null && /^(?:gp\.(?:subtotal|unknown|tax|line|document-type)|ps\.)/.test(row.id)
        ? quoted(
            recent,
            /\bhub (?:v?\d+\.\d+|release|version)[^\n]*(?:deployed|updated|installed)|(?:deployed|updated|installed)[^\n]*\bhub\b|since (?:our|the hub)[^\n]*(?:release|update)/i,
          )
        : null,
    class: 'our_bug',
    owner: 'hub developer',
    retryHelps: false,
    says: 'It began with a release of the hub, for all records alike.',
    next: 'Go back to the release before, and report the document that was sent.',
  },
  {
    id: 'dtc-after-limit',
    when: ({ text, recent, failure }) =>
      /MS ?DTC|transaction coordinator|distributed transaction/i.test(text)
        ? (quoted(recent, /exactly \d+ ?s|after \d+ ?s(?:ec)?|time-?out of|small[^\n]*pass|large[^\n]*fail/i) ??
          (failure.attempt >= 4 && !/backup|restart|load/i.test(recent)
            ? `It is attempt ${failure.attempt}, always the same.`
            : null) ??
          quoted(text, /cannot enlist|network access|has been disabled/i))
        : null,
    class: 'configuration',
    owner: 'GP admin',
    retryHelps: false,
    says: 'The distributed transaction ends at a limit or is not allowed on this server: the Distributed Transaction Coordinator is not set up for it.',
    next: 'Raise the transaction time-out in Component Services, or allow network transactions (Network DTC Access); split very large documents.',
  },
  {
    id: 'dtc-busy',
    when: ({ text }) =>
      /MS ?DTC|distributed transaction/i.test(text) ? quoted(text, /MS ?DTC|distributed transaction/i) : null,
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'The transaction was cancelled while the SQL Server was loaded.',
    next: 'Look the document up by its number, and send it again in some minutes.',
    confidence: 0.7,
  },
  {
    id: 'pipe-closed',
    when: ({ text }) => quoted(text, /pipe is being closed|error writing to the pipe|PipeException|0xe8\b/i),
    class: 'configuration',
    owner: 'integrator',
    retryHelps: true,
    says: 'The eConnect service closed its pipe after a time without work; the first call after that fails.',
    next: 'Open the pipe again and repeat the call; raise the idle time-out (receiveTimeout) of the eConnect service.',
    confidence: 0.6,
  },
  {
    id: 'wrong-company',
    when: ({ asked, recent, text }) =>
      /business object not found|unhandled system exception/i.test(text)
        ? (quoted(recent, /wrong company|company (?:id|\d+)|not enabled|other company|restored|copied/i) ??
          (/"OrganizationKey"/.test(asked) ? 'The request names a company of its own (OrganizationKey).' : null))
        : null,
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The call went to another company than the one that has the records.',
    next: 'Correct companyId of the GP connection; "ledgerline doctor" lists the companies that are open to the user.',
    confidence: 0.6,
  },
  {
    id: 'flow-switched-off',
    when: ({ asked, recent }, row) =>
      row?.class === 'missing_master_record'
        ? quoted(
            `${asked}\n${recent}`,
            /[a-z_]*flow"?[^\n"]{0,10}"?[^\n]{0,20}\b(?:off|disabled|paused|not enabled|switched off)\b/i,
          )
        : null,
    class: 'configuration',
    owner: 'integrator',
    retryHelps: false,
    says: 'The record was never made, because the flow that makes it is switched off.',
    next: 'Switch that flow on for this shop, let it run, then replay.',
  },
  {
    id: 'under-another-name',
    when: ({ asked, recent }, row) =>
      row?.class === 'missing_master_record'
        ? quoted(
            `${recent}\n${asked}`,
            /\b(?:renamed|merged|renumbered|combined)\b|exists? (?:in GP )?(?:as|under)|under (?:another|a new|the (?:number|name))|is (?:now )?called|new number|umbenannt|renommé|renombrad|fusion/i,
          )
        : null,
    class: 'missing_mapping',
    owner: 'integrator',
    retryHelps: false,
    says: 'The record exists under another name: it was renamed or merged.',
    next: 'Link the record to the one that it is now, or correct the value map; then replay.',
  },
  {
    id: 'disk-full',
    when: ({ recent, text }) =>
      quoted(
        `${text}\n${recent}`,
        /no space left|disk (?:is )?full|quota exceeded|disque plein|Festplatte voll|disco lleno/i,
      ),
    class: 'configuration',
    owner: 'shop admin',
    retryHelps: false,
    says: 'The disk of the server is full.',
    next: 'Make room on the server; the hub then goes on.',
  },
  {
    id: 'passed-later',
    when: ({ recent, failure }, row) =>
      failure.attempt <= 5 && (row === null || row.class === 'unknown' || row.id.startsWith('http.'))
        ? quoted(
            recent,
            /(?:second|next|later|another|same) (?:attempt|call|request)[^\n]{0,20}(?:pass|ok|work)|1 of \d{2,}|passes? again/i,
          )
        : null,
    class: 'intermittent',
    owner: 'nobody (waits)',
    retryHelps: true,
    says: 'It failed once; the same call passes at other times.',
    next: 'Try again, after a look-up where it was a write.',
  },
  {
    id: 'list-cut',
    when: ({ text }) =>
      quoted(text, /list_cap|exactly 1,?000 rows|may be (?:cut|incomplete)|more than \d+ rows|row limit/i),
    class: 'rate_limit',
    owner: 'hub developer',
    retryHelps: false,
    says: 'A list came back with exactly as many rows as are allowed, so it may be cut.',
    next: 'Ask in smaller windows.',
  },
]
