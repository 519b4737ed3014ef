import type { EntitySchema, Field, Fields } from '../../domain/entity.ts'
import type { Json } from '../../domain/record.ts'

/** Makes what goes to a model tell nothing about a person, and puts the person's own words back into its answer. */
export interface Minimiser {
  /** A record by the schema of its entity: `personal` fields become placeholders. */
  record(value: Json, fields: Fields): Json
  /**
   * Data without a schema: members that are personal in some entity become placeholders, texts are searched.
   * @param around the path before: "delivery". A name is a person's in an address, and not in a carrier
   */
  loose(value: unknown, around?: string): Json
  /** The value of a field by its path, in data without a schema: "delivery/address1". */
  field(path: string, value: string): string
  /** Everything in it, as what stands in a field of this name. */
  hide(value: Json, name: string): Json
  /** Whether a member of this name, at this path, says who somebody is; known by its name alone. */
  isPersonal(name: string, around: string): boolean
  /** A text without what is known of a person by now, without e-mail addresses, phone numbers and personal parameters. */
  text(text: string): string
  /** An answer of a model, for people: placeholders as what they stand for; one that was made up becomes "…". */
  restore(text: string): string
  /** What the placeholders stand for, to go on with later. */
  readonly meanings: ReadonlyMap<string, string>
  remember(meanings: Readonly<Record<string, string>>): void
}

export interface MinimiserParts {
  /** A keyed hash: the same value has the same placeholder in every call of this hub, and nobody can guess back. */
  readonly seal: (text: string) => string
  /** Which members are personal, by their names: from `personalNames`. */
  readonly names: ReadonlySet<string>
}

/** Members of GP's wire documents that name persons: eConnect repeats them in its errors. */
const wireNames = [
  ...[
    'CUSTNAME',
    'CNTCPRSN',
    'SHIPTONAME',
    'PRSTADCD_NAME',
    'STMTNAME',
    'SHRTNAME',
    'ADDRESS1',
    'ADDRESS2',
    'ADDRESS3',
  ],
  ...[
    'CITY',
    'ZIPCODE',
    'ZIP',
    'PHONE1',
    'PHONE2',
    'PHONE3',
    'PHNUMBR1',
    'PHNUMBR2',
    'FAX',
    'FAXNUMBR',
    'EMAIL',
    'INET1',
  ],
  ...['firstname', 'lastname', 'email', 'phone', 'phone_mobile', 'address1', 'address2', 'e-mail', 'customer_email'],
  ...['delivery_name', 'recipient', 'contact', 'attention'],
  // Columns of the shop's customers that no entity reads.
  ...['birthday', 'ip_registration_newsletter'],
]
/** Too wide as names alone: "name" is also that of a carrier. They count where the record around them is a person's. */
const wide = new Set([
  ...['name', 'note', 'other', 'alias', 'message', 'comment', 'line1', 'line2', 'line3', 'state', 'website', 'label'],
  ...['text', 'description', 'gift_message', 'line_1', 'line_2', 'street'],
])
const ofPerson = /address|contact|customer|ship_?to|bill_?to|delivery|invoice|person|recipient|buyer|guest|employee/i
/** What a stranger wrote is theirs wherever it stands. */
const written = /^(?:gift_)?(?:message|note|notes|comment|comments|remark|remarks)$/i
/** Of an address, and not personal: taxes depend on it. */
const places = /^(?:state|country|state_iso|description)$/i

/** The names of members that some entity calls personal, in small letters. */
export function personalNames(entities: Iterable<EntitySchema>): ReadonlySet<string> {
  const names = new Set(wireNames.map((name) => name.toLowerCase()))
  const collect = (fields: Fields) => {
    for (const [name, field] of Object.entries(fields)) {
      if (field.personal && !wide.has(name.toLowerCase())) names.add(name.toLowerCase())
      if (field.type === 'record') collect(field.fields)
      if (field.type === 'list' && field.of.type === 'record') collect(field.of.fields)
    }
  }
  for (const { fields } of entities) collect(fields)
  return names
}

const kindOf = (name: string) =>
  /mail|inet/i.test(name)
    ? 'email'
    : /phone|fax|phnumbr/i.test(name)
      ? 'phone'
      : /address|street|city|zip|postal|postcode|line\d/i.test(name)
        ? 'address'
        : /name|person|contact|company|recipient|attention/i.test(name)
          ? 'name'
          : 'text'

const placeholder = /\[(?:name|address|email|phone|text) [0-9a-f]{8}\]/g
/** Bounded as mail is: without bounds a long run of letters takes quadratic time. */
const eMail = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/gu
const never = /(?!)/
/** Nine digits or more with a plus or with separators: order numbers and times have none of them. */
const phone = /(?:\+\d[\d ().-]{7,18}\d|\b0\d(?:[ .-]\d{2,4}){3,5}\b|\(\d{3}\) ?\d{3}[ -]\d{4})/g
/** Shorter values would be found inside of words. */
const leastKnown = 3

export function createMinimiser({ seal, names }: MinimiserParts): Minimiser {
  const meanings = new Map<string, string>()
  const known = new Map<string, string>()

  const hide = (value: string, kind: string): string => {
    const plain = value.trim()
    if (plain === '' || /^[-.\s0]*$/.test(plain)) return value
    const made = `[${kind} ${hex(seal(plain.toLowerCase()))}]`
    meanings.set(made, plain)
    if (plain.length >= leastKnown && !/^\d{1,4}$/.test(plain)) known.set(plain, made)
    return made
  }
  const parameters = parametersOf(names)

  const text = (given: string): string => {
    let out = given
      .replace(parameters.pair, (_, head: string, name: string, between: string, value: string) =>
        value.startsWith('[')
          ? `${head}${name}${between}${value}`
          : `${head}${name}${between}${hide(value, kindOf(name))}`,
      )
      .replace(
        parameters.element,
        (_, open: string, name: string, value: string) => `${open}${hide(value, kindOf(name))}</`,
      )
      // Looked for at each letter: most texts have no such sign.
      .replace(given.includes('@') ? eMail : never, (found) => hide(found, 'email'))
      .replace(phone, (found) => hide(found, 'phone'))
    // The longest first: a name may hold another.
    for (const [value, made] of [...known].sort(([a], [b]) => b.length - a.length))
      out = replaceOutside(out, value, made)
    return out
  }

  const hidden = (value: Json, name: string): Json => {
    if (typeof value === 'string') return hide(value, kindOf(name))
    if (typeof value === 'number') return hide(String(value), kindOf(name))
    if (Array.isArray(value)) return value.map((one) => hidden(one, name))
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hidden(one, name)]))
    return value
  }
  const byField = (value: Json, name: string, field: Field | undefined): Json => {
    if (field?.personal) return hidden(value, name)
    if (field?.type === 'record' && value !== null && typeof value === 'object' && !Array.isArray(value))
      return byFields(value, field.fields)
    if (field?.type === 'list' && Array.isArray(value)) return value.map((one) => byField(one, name, field.of))
    return typeof value === 'string' ? text(value) : value
  }
  const byFields = (value: Json, fields: Fields): Json => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return loose(value)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, byField(one, name, fields[name])]))
  }
  const isPersonal = (name: string, around: string) =>
    names.has(name.toLowerCase()) ||
    written.test(name) ||
    (wide.has(name.toLowerCase()) && ofPerson.test(around) && !places.test(name))
  const loose = (value: unknown, around = ''): Json => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map((one) => loose(one, around))
    if (value === null || value === undefined) return null
    if (typeof value !== 'object') return value as Json
    // Personal members first: what they hold is then found in the texts beside them.
    const entries = Object.entries(value)
    const own = new Map(
      entries
        .filter(([name]) => isPersonal(name, around))
        .map(([name, one]) => [name, hidden(one as Json, name)] as const),
    )
    return Object.fromEntries(entries.map(([name, one]) => [name, own.get(name) ?? loose(one, `${around}/${name}`)]))
  }

  return {
    record: byFields,
    loose,
    field: (path, value) => {
      const segments = path.split('/')
      // Web services hold a value in an element of its own.
      while (segments.length > 1 && /^(?:value|id)$/i.test(segments.at(-1)!)) segments.pop()
      const name = segments.pop()!
      return isPersonal(name, segments.join('/')) ? hide(value, kindOf(name)) : text(value)
    },
    hide: hidden,
    isPersonal,
    text,
    meanings,
    remember: (given) => {
      for (const [made, plain] of Object.entries(given)) {
        meanings.set(made, plain)
        if (plain.length >= leastKnown) known.set(plain, made)
      }
    },
    restore: (given) => given.replace(placeholder, (found) => meanings.get(found) ?? '…'),
  }
}

const hex = (sealed: string): string => {
  let hash = 0x811c9dc5
  for (const sign of sealed) hash = Math.imul(hash ^ sign.codePointAt(0)!, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}

/** Replaces whole words alone, and nothing inside of a placeholder. */
function replaceOutside(text: string, value: string, by: string): string {
  if (!text.includes(value)) return text
  const escaped = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), by)
}

/** "CUSTNAME = Jane Doe" on a line of its own, and <CUSTNAME>Jane Doe</. */
function parametersOf(names: ReadonlySet<string>) {
  const any = [...names].map((name) => name.replace(/[^\w-]/g, '')).join('|')
  return {
    pair: new RegExp(`(^|[\\s,;{"'(])(${any})("?\\s*[=:]\\s*"?)([^\\r\\n"',;<>]{2,120})`, 'gimu'),
    element: new RegExp(`(<(${any})>)([^<]{1,200})</`, 'giu'),
  }
}
