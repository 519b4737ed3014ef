import { fold } from './text.ts'

/** Members of the European Union's VAT area (27, since 2021). */
const union = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '))
export const inUnion = (country: string): boolean => union.has(country)

const alpha3: Readonly<Record<string, string>> = Object.fromEntries(
  'AUS-AU AUT-AT BEL-BE BGR-BG CAN-CA CHE-CH CHN-CN CYP-CY CZE-CZ DEU-DE DNK-DK ESP-ES EST-EE FIN-FI FRA-FR GBR-GB GRC-GR HRV-HR HUN-HU IRL-IE ISL-IS ITA-IT JPN-JP LIE-LI LTU-LT LUX-LU LVA-LV MCO-MC MEX-MX MLT-MT NLD-NL NOR-NO NZL-NZ POL-PL PRT-PT ROU-RO SWE-SE SVN-SI SVK-SK TUR-TR USA-US ZAF-ZA'
    .split(' ')
    .map((pair) => pair.split('-')),
)

/**
 * Standard, then reduced rates of a value added tax in percent, as law has them in 2026; the lowest of three in Spain,
 * Italy and France is the super-reduced one. Rates that were in force for a while only are not listed.
 */
const rates: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  AT: [
    [20, 'standard-rate'],
    [13, 'intermediate-rate'],
    [10, 'reduced-rate'],
  ],
  BE: [
    [21, 'standard-rate'],
    [12, 'intermediate-rate'],
    [6, 'reduced-rate'],
  ],
  CH: [
    [8.1, 'standard-rate'],
    [7.7, 'standard-rate'],
    [3.8, 'intermediate-rate'],
    [2.6, 'reduced-rate'],
    [2.5, 'reduced-rate'],
  ],
  DE: [
    [19, 'standard-rate'],
    [16, 'standard-rate'],
    [7, 'reduced-rate'],
    [5, 'reduced-rate'],
  ],
  DK: [[25, 'standard-rate']],
  ES: [
    [21, 'standard-rate'],
    [10, 'reduced-rate'],
    [4, 'super-reduced-rate'],
    [5.2, 'standard-rate'],
    [1.4, 'reduced-rate'],
    [0.5, 'super-reduced-rate'],
  ],
  FR: [
    [20, 'standard-rate'],
    [10, 'intermediate-rate'],
    [5.5, 'reduced-rate'],
    [2.1, 'super-reduced-rate'],
  ],
  GB: [
    [20, 'standard-rate'],
    [5, 'reduced-rate'],
  ],
  IE: [
    [23, 'standard-rate'],
    [13.5, 'reduced-rate'],
    [9, 'super-reduced-rate'],
  ],
  IT: [
    [22, 'standard-rate'],
    [10, 'reduced-rate'],
    [5, 'super-reduced-rate'],
    [4, 'super-reduced-rate'],
  ],
  LU: [
    [17, 'standard-rate'],
    [14, 'intermediate-rate'],
    [8, 'reduced-rate'],
    [3, 'super-reduced-rate'],
  ],
  NL: [
    [21, 'standard-rate'],
    [9, 'reduced-rate'],
  ],
  NO: [
    [25, 'standard-rate'],
    [15, 'intermediate-rate'],
    [12, 'reduced-rate'],
  ],
  PL: [
    [23, 'standard-rate'],
    [8, 'reduced-rate'],
    [5, 'super-reduced-rate'],
  ],
  PT: [
    [23, 'standard-rate'],
    [13, 'intermediate-rate'],
    [6, 'reduced-rate'],
  ],
  SE: [
    [25, 'standard-rate'],
    [12, 'intermediate-rate'],
    [6, 'reduced-rate'],
  ],
  CZ: [
    [21, 'standard-rate'],
    [12, 'reduced-rate'],
  ],
  AU: [[10, 'standard-rate']],
  NZ: [[15, 'standard-rate']],
}

/** What a rate is called in a country: its standard, reduced, … rate; null where the law knows no such rate. */
export function rateClass(country: string, rate: number): string | null {
  if (rate === 0) return 'zero-rate'
  return rates[country]?.find(([value]) => Math.abs(value - rate) < 1e-9)?.[1] ?? null
}

const languages = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da']

/** Names of a code in the languages of the shops that we know, folded; Node's own tables (CLDR) are the source. */
function namesOf(type: 'region' | 'currency', codes: Iterable<string>): Map<string, string> {
  const names = new Map<string, string>()
  const displays = languages.map((language) => new Intl.DisplayNames([language], { type, fallback: 'none' }))
  for (const code of codes) {
    for (const display of displays) {
      const name = display.of(code)
      if (name !== undefined && !names.has(fold(name))) names.set(fold(name), code)
    }
  }
  return names
}

const countryCodes =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BJ BN BO BR BS BW BY BZ CA CC CD CG CH CI CL CM CN CO CR CU CV CX CY CZ DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FK FO FR GA GB GE GF GG GH GI GL GM GN GP GR GT GU GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KM KR KW KZ LA LB LC LI LK LT LU LV LY MA MC MD ME MG MK ML MM MN MO MQ MR MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NZ OM PA PE PF PG PH PK PL PM PR PS PT PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SV SY SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC VE VN VU WF WS XK YE YT ZA ZM ZW'.split(
    ' ',
  )
const countries = new Set(countryCodes)
let countryNames: Map<string, string> | undefined

/** The ISO code of a country by its two- or three-letter code or its name; null where the text is none. */
export function countryOf(text: string): string | null {
  const upper = text.trim().toUpperCase()
  if (upper === 'UK') return 'GB'
  if (countries.has(upper)) return upper
  if (alpha3[upper]) return alpha3[upper]
  countryNames ??= namesOf('region', countryCodes)
  return countryNames.get(fold(text.trim())) ?? nicknames[fold(text.trim())] ?? null
}
const nicknames: Readonly<Record<string, string>> = {
  usa: 'US',
  'united states': 'US',
  'united states of america': 'US',
  'great britain': 'GB',
  england: 'GB',
  'grande bretagne': 'GB',
  czechia: 'CZ',
  'czech republic': 'CZ',
  holland: 'NL',
  'pays bas': 'NL',
  austria: 'AT',
  belgie: 'BE',
}

const currencies = new Set(
  'AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR FJD GBP HKD HRK HUF IDR ILS INR ISK JPY KRW MAD MXN MYR NOK NZD PHP PLN RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD VND XPF ZAR'.split(
    ' ',
  ),
)
/** How ledgers and people write currencies besides their ISO code. Closed ones keep their own code, so none is mistaken. */
const currencyNicknames: Readonly<Record<string, string>> = {
  stg: 'GBP',
  sterling: 'GBP',
  pound: 'GBP',
  pounds: 'GBP',
  'pound sterling': 'GBP',
  uk: 'GBP',
  gb: 'GBP',
  euro: 'EUR',
  euros: 'EUR',
  eur: 'EUR',
  us: 'USD',
  'us dollar': 'USD',
  'us dollars': 'USD',
  usdollar: 'USD',
  cdn: 'CAD',
  cad: 'CAD',
  can: 'CAD',
  'canadian dollar': 'CAD',
  aus: 'AUD',
  nz: 'NZD',
  sfr: 'CHF',
  chf: 'CHF',
  fr: 'CHF',
  francs: 'CHF',
  franken: 'CHF',
  dkr: 'DKK',
  kroner: 'DKK',
  skr: 'SEK',
  kronor: 'SEK',
  nkr: 'NOK',
  zloty: 'PLN',
  kc: 'CZK',
  koruna: 'CZK',
  forint: 'HUF',
  yen: 'JPY',
  yuan: 'CNY',
  renminbi: 'CNY',
  rmb: 'CNY',
  rand: 'ZAR',
  peso: 'MXN',
  pesos: 'MXN',
  rupee: 'INR',
  lei: 'RON',
  leu: 'RON',
  lev: 'BGN',
}
const symbols: Readonly<Record<string, string>> = {
  us$: 'USD',
  c$: 'CAD',
  a$: 'AUD',
  nz$: 'NZD',
  '€': 'EUR',
  '£': 'GBP',
  'uk£': 'GBP',
  '¥': 'JPY',
  kč: 'CZK',
  zł: 'PLN',
  s$: 'SGD',
  hk$: 'HKD',
  mex$: 'MXN',
}
let currencyNames: Map<string, string> | undefined

/** The ISO code of a currency by its code, name or a ledger's spelling (`Z-US$`, `STG`); null where the text is none. */
export function currencyOf(text: string): string | null {
  const own = text.trim().replace(/^Z-/i, '')
  const upper = own.toUpperCase()
  if (currencies.has(upper)) return upper
  const lower = own.toLowerCase()
  if (symbols[lower]) return symbols[lower]
  const plain = fold(own)
  if (currencyNicknames[plain]) return currencyNicknames[plain]
  currencyNames ??= namesOf('currency', currencies)
  return currencyNames.get(plain) ?? null
}
