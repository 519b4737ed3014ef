import { expect, test } from 'vitest'
import { suggestFields } from '../../src/assistant/fields/suggest.ts'

const field = (path: string, type: string, samples: string[] = []) => ({ path, type, samples })
const top = (found: ReturnType<typeof suggestFields>) =>
  Object.fromEntries(found.map(({ path, candidates }) => [path, candidates[0]?.paths.join(' + ') ?? null]))

test('ledger columns are filled by what they mean, in the language of the file', () => {
  const found = suggestFields({
    source: {
      name: 'Auszahlung (CSV)',
      fields: [
        field('Buchungsdatum', 'date', ['2026-03-02', '2026-03-03']),
        field('Betrag', 'decimal', ['12,50', '80,00']),
        field('Währung', 'string', ['EUR', 'EUR']),
        field('Kunde', 'string', ['K100', 'K200']),
      ],
    },
    target: {
      name: 'cash receipt',
      fields: [
        field('CUSTNMBR', 'string', ['K300', 'K400']),
        field('DOCDATE', 'date', ['2026-01-09', '2026-01-10']),
        field('ORTRXAMT', 'decimal', ['4.00', '9.10']),
        field('CURNCYID', 'string', ['EUR', 'EUR']),
        field('VOIDDATE', 'date', ['1900-01-01', '1900-01-01']),
      ],
    },
  })
  expect(top(found)).toEqual({
    CUSTNMBR: 'Kunde',
    DOCDATE: 'Buchungsdatum',
    ORTRXAMT: 'Betrag',
    CURNCYID: 'Währung',
    VOIDDATE: null,
  })
})

test('delivery and invoice address are not mixed up, nor is net with gross', () => {
  const found = suggestFields({
    source: {
      name: 'order',
      fields: [
        field('delivery/city', 'string', ['Lyon']),
        field('invoice/city', 'string', ['Paris']),
        field('unit_price_tax_incl', 'decimal', ['12.00']),
        field('unit_price_tax_excl', 'decimal', ['10.00']),
      ],
    },
    target: {
      name: 'document',
      fields: [
        field('ShipToAddress/City', 'string', ['Nice']),
        field('BillToAddress/City', 'string', ['Metz']),
        field('UnitPrice/Value', 'decimal', ['9.00']),
      ],
    },
  })
  expect(top(found)).toEqual({
    'ShipToAddress/City': 'delivery/city',
    'BillToAddress/City': 'invoice/city',
    'UnitPrice/Value': 'unit_price_tax_excl',
  })
})

test('an expression is found where one field is not enough', () => {
  const found = suggestFields({
    source: {
      name: 'stock',
      fields: [
        field('QTYONHND', 'decimal', ['100.00', '40.00', '7.00']),
        field('ATYALLOC', 'decimal', ['10.00', '4.00', '2.00']),
        field('customer/firstname', 'string', ['Ada', 'Jo', 'Kim']),
        field('customer/lastname', 'string', ['Byron', 'March', 'Lee']),
      ],
    },
    target: {
      name: 'shop',
      fields: [
        field('quantity', 'integer', ['90', '36', '5']),
        field('CNTCPRSN', 'string', ['Ann Lee', 'Tom Ray', 'Al Roe']),
      ],
    },
  })
  expect(top(found)).toEqual({
    quantity: 'QTYONHND + ATYALLOC',
    CNTCPRSN: 'customer/firstname + customer/lastname',
  })
  expect(found[0]!.candidates[0]!.reasons[0]).toMatch(/samples agree|reserved/)
})
