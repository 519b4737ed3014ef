/** ISO 4217: currencies whose smallest unit is not a hundredth. */
const otherDigits: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
}

/** Decimals of a currency, by its ISO code. */
export const currencyDigitsOf = (currency: string): number => otherDigits[currency] ?? 2
