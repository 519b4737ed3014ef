import type { Facts } from '../read-failure.ts'
import { quoted, type Rule } from './rule.ts'

/** Stops of the hub, by what it says of itself. */
const own = ({ failure }: Facts) => failure.system === 'hub'
const says = (facts: Facts, pattern: RegExp) => (own(facts) ? quoted(facts.text, pattern) : null)

const waits = { owner: 'nobody (waits)', retryHelps: true } as const
const integrator = { owner: 'integrator', retryHelps: false } as const
const gpAdmin = { owner: 'GP admin', retryHelps: false } as const
const developer = { owner: 'hub developer', retryHelps: false } as const

export const hubRules: readonly Rule[] = [
  {
    id: 'circuit-open',
    when: (facts) => says(facts, /circuit (?:is )?open|breaker (?:is )?open|next probe/i),
    class: 'connection',
    owner: 'GP admin',
    retryHelps: true,
    says: 'The system has not answered for a while, and the hub stopped trying for every record.',
    next: 'Start the system; the next probe lets everything go on by itself.',
  },
  {
    id: 'period-closed',
    when: (facts) =>
      quoted(
        facts.text,
        /"?closed"?\s*[:=]\s*true|SY40100|\bperiod\b[^.]{0,40}(?:clos|not open)|periode[^.]{0,60}(?:geschlossen|gesloten)|période[^.]{0,60}(?:clôtur|ferm|clos)|per[ií]odo[^.]{0,60}(?:cerrad|fechad|chius)|okres[^.]{0,60}zamkn/i,
      ),
    class: 'closed_period',
    ...gpAdmin,
    says: 'The date of the document lies in a period that is closed in GP.',
    next: 'Post with a date in an open period, as the accountant decides, or open the period (Tools > Setup > Company > Fiscal Periods); then replay.',
  },
  {
    id: 'row-locked',
    when: (facts) =>
      says(
        facts,
        /DEX_LOCK|locked (?:in|by)|is (?:being )?(?:edited|open(?:ed)?) (?:by|in)|batch[^.]{0,40}(?:busy|posting)|lease (?:is )?held|BCHSTTUS/i,
      ),
    class: 'locked',
    ...waits,
    says: 'Somebody has the record or its batch open.',
    next: 'Wait and try again; ask the person who has it open if that lasts an hour.',
  },
  {
    id: 'one-cart-two-orders',
    when: (facts) =>
      says(
        facts,
        /from one cart|same cart|id_cart \d+[^.]{0,80}(?:same|twice)|twice|second delivery|duplicate (?:order|webhook|event)|already (?:linked|has a|transferred|done|exists|processed)|already_linked|\bexists \(/i,
      ),
    class: 'duplicate',
    owner: 'nobody (waits)',
    retryHelps: false,
    says: 'The same thing came twice, or is there already.',
    next: 'See whether both are meant. Where they are one, keep the one that the hub is linked to ("ledgerline show ORDER" names it), and take away the other only while nothing of it is transferred or posted.',
  },
  {
    id: 'value-map-entry',
    when: (facts) =>
      says(
        facts,
        /value_?map|no entry|unmapped|not mapped|no (?:\S+ ){0,3}mapped|has no (?:answer|counterpart|mapping)|not in the (?:map|value map)|sin correspondencia|kein Eintrag|nicht zugeordnet|aucune (?:entrée|correspondance)|brak (?:wpisu|mapowania)/i,
      ),
    class: 'missing_mapping',
    ...integrator,
    says: 'A value of one side has no counterpart on the other in its value map.',
    next: 'Say which value it is, by an entry in the value map that the stop names; no default is taken.',
  },
  {
    id: 'target-missing',
    when: (facts) =>
      says(
        facts,
        /target_missing|does not exist in (?:GP|the shop)|not (?:found )?in (?:GP|RM\d|IV\d|SOP\d|PM\d)|no (?:row|record) in (?:RM|IV|SOP|PM|SY|TX|CM)\d|fehlt in GP|n['’]existe pas dans GP|no existe en GP/i,
      ),
    class: 'missing_master_record',
    ...gpAdmin,
    says: 'GP does not have a record that the document names.',
    next: 'Create it in GP, or correct the value map that names it; then replay.',
  },
  {
    id: 'quantity-too-small',
    when: (facts) =>
      says(
        facts,
        /(?:quantity|qty|QUANTITY)[^.]{0,60}(?:decimals?|whole|fraction)|decimals for this item|no whole|(?<!price |→ |[\d.,])0\.\d{3,}/i,
      ),
    class: 'invalid_value',
    ...integrator,
    says: 'The quantity that comes out is none that GP can hold for this item.',
    next: 'Sell the item in a smaller unit (unit map), or refuse such orders in the shop; then plan again.',
  },
  {
    id: 'shortage-before-sending',
    when: (facts) =>
      says(
        facts,
        /(?:available|on hand|stock|Bestand|disponible)[^.]{0,60}(?:<|less|only|short|insufficient|weniger|menor)|not enough|shortage|short by|back ?order/i,
      ),
    class: 'quantity_shortage',
    ...gpAdmin,
    says: 'GP has less in stock than the order needs.',
    next: 'Bring stock to the site, allow back orders for the item, or agree a part delivery with the customer; then replay.',
  },
  {
    id: 'text-too-long',
    when: (facts) =>
      says(
        facts,
        /too long|longer than|"stop":\s*"length"|"max":\s*\d+,\s*"length":\s*\d+|exceeds? (?:\S+ ){0,3}(?:\d+ )?char|max(?:imum)?(?:Length| length)|has \d+ (?:of|characters)|too_long|\d+ > \d+ char|zu lang|trop long|demasiado larg|za dług/i,
      ),
    class: 'too_long',
    ...integrator,
    says: 'A text is longer than its field.',
    next: 'Shorten it by a rule in the mapping, or map it to a longer field; then replay.',
  },
  {
    id: 'limit-reached',
    when: (facts) =>
      says(
        facts,
        /budget|quota|rate.?limit|too many|limit (?:of|reached|exceeded)|\bcap\b|exceeded|queue (?:is )?full|too large|heap|out of memory|took too long|step limit/i,
      ),
    class: 'rate_limit',
    ...integrator,
    says: 'A bound that was set for this work is reached.',
    next: 'See what made so much of it; raise the bound, or do less at a time.',
  },
  {
    id: 'clocks-differ',
    when: (facts) =>
      says(
        facts,
        /timestamp|clock|(?:seconds|minutes|s|min) (?:in the (?:past|future)|too (?:old|early|late)|off)|time skew/i,
      ),
    class: 'configuration',
    owner: 'shop admin',
    retryHelps: false,
    says: 'The clocks of the two machines differ by more than is allowed.',
    next: 'Set both clocks by NTP.',
  },
  {
    id: 'signature',
    when: (facts) =>
      says(
        facts,
        /signature|HMAC|\btoken\b[^.]{0,30}(?:invalid|expired)|credential|no (?:password|key|secret)|unauthori[sz]ed|api key/i,
      ),
    class: 'authentication',
    ...integrator,
    says: 'A secret is missing, wrong or expired.',
    next: 'Store the right secret on both sides: that of the connection, or that of the webhook module.',
  },
  {
    id: 'sums-differ',
    when: (facts) =>
      says(
        facts,
        /does not (?:close|add up|match|balance)|reconcile|gap\b|difference|add up to|differs? from (?:total|paid)|unbalanced|not balanced|debits?[^.]{0,40}credits?|ergibt nicht|Differenz|écart|diferencia|różnica/i,
      ),
    class: 'totals_mismatch',
    ...integrator,
    says: 'The sums of the two sides do not agree.',
    next: 'Find the part that one side has and the other has not; correct that part, never the total.',
  },
  {
    id: 'body-not-kept',
    when: (facts) =>
      says(facts, /unexpected end of (?:JSON|input|file)|unexpected token|not kept|could not be parsed/i),
    class: 'unknown',
    owner: 'hub developer',
    retryHelps: true,
    says: 'An answer could not be read and was not kept, so nothing can be said of it.',
    next: 'Try once more; keep the first bytes of answers that cannot be read.',
    confidence: 0.6,
  },
  {
    id: 'not-allowed',
    when: (facts) => says(facts, /not allowed|permission|forbidden|needs? (?:an? )?(?:approver|role)|no scope|denied/i),
    class: 'permission',
    ...integrator,
    says: 'The person or program has no right for this.',
    next: 'Give them the role, or let somebody do it who has it.',
  },
  {
    id: 'setting-wrong',
    when: (facts) =>
      says(
        facts,
        /setting|config(?:uration)?|environment|not (?:set|decided|configured|confirmed)|time ?zone|wrong company|sandbox|paused|policy/i,
      ),
    class: 'configuration',
    ...integrator,
    says: 'A setting of the integration is missing or does not fit.',
    next: 'Correct the setting that the message names, import it, then replay.',
  },
  {
    id: 'own-defect',
    when: (facts) =>
      says(
        facts,
        /ZodError|TypeError|ReferenceError|RangeError|AssertionError|Cannot read propert|is not a function|undefined|invalid_type|expected \w+, received|stack|at \w+ \(|no such key|no such overload|division by zero|circular/i,
      ),
    class: 'our_bug',
    ...developer,
    says: 'The hub’s own code or schema failed on this record.',
    next: 'Report it with the journal of the run; then replay under the corrected release.',
  },
  {
    id: 'inactive-in-gp',
    when: (facts) => says(facts, /(?:inactive|on hold|discontinued|inactif|inaktiv|inactiv[oa])[^.]{0,20}(?:GP)?/i),
    class: 'invalid_value',
    ...gpAdmin,
    says: 'A record that the document names is inactive, on hold or discontinued in GP.',
    next: 'Whoever keeps that record in GP decides: make it active again, or name another; then replay.',
  },
  {
    id: 'value-invalid',
    when: (facts) =>
      says(
        facts,
        /inactive|invalid|not valid|on hold|wrong format|not a (?:number|date)|unknown (?:country|currency)|malformed|negative|zero|empty|ungültig|inválid|invalide|nieprawidłow/i,
      ),
    class: 'invalid_value',
    ...integrator,
    says: 'A value of the record is none that may be sent.',
    next: 'Correct the value in its source or by a rule in the mapping; then replay.',
  },
]
