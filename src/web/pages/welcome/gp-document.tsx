import { dayText, moneyText } from '../../kit/format.ts'
import { Facts } from '../../kit/page.tsx'
import { t } from '../../words/index.ts'
import css from './welcome.module.css'

interface Amount {
  readonly Value: string
  readonly Currency: string
}

/** What the demo GP keeps of a sales order. Members that it does not have are left out. */
export interface StoredSalesOrder {
  readonly Key: { readonly Id: string }
  readonly Date?: string
  readonly CustomerKey?: { readonly Id: string }
  readonly CustomerPONumber?: string
  readonly BatchKey?: { readonly Id: string }
  readonly TotalAmount?: Amount
  readonly FreightAmount?: Amount
  readonly MiscellaneousAmount?: Amount
  readonly TradeDiscount?: { readonly Amount?: Amount }
  readonly TaxAmount?: Amount
  readonly FreightTaxAmount?: Amount
  readonly MiscellaneousTaxAmount?: Amount
  readonly Lines?: readonly {
    readonly ItemKey?: { readonly Id: string }
    readonly ItemDescription?: string
    readonly Quantity?: { readonly Value: string }
    readonly UnitPrice?: Amount
    readonly TotalAmount?: Amount
  }[]
}

/** What makes the total beside the lines, so that the column adds up. What is zero is left out. */
const besideLines = (document: StoredSalesOrder): readonly (readonly [string, Amount, string])[] =>
  (
    [
      [t.gp.discount, document.TradeDiscount?.Amount, '−'],
      [t.gp.freight, document.FreightAmount, ''],
      [t.gp.miscellaneous, document.MiscellaneousAmount, ''],
      [t.gp.tax, document.TaxAmount, ''],
      [t.gp.freightTax, document.FreightTaxAmount, ''],
      [t.gp.miscellaneousTax, document.MiscellaneousTaxAmount, ''],
    ] as const
  ).flatMap(([name, amount, sign]) =>
    amount === undefined || /^[0.]*$/.test(String(amount.Value)) ? [] : [[name, amount, sign]],
  )

/** The sales order on paper, from what GP itself has stored. */
export function GpDocument({ document }: { document: StoredSalesOrder }) {
  const money = (amount: Amount | undefined) => (amount ? moneyText(String(amount.Value), amount.Currency) : '–')
  return (
    <div className={css.document}>
      <Facts
        facts={[
          [
            t.gp.number,
            <span key="number" className="mono">
              {document.Key.Id}
            </span>,
          ],
          document.Date ? [t.gp.date, dayText(document.Date)] : null,
          document.CustomerKey
            ? [
                t.gp.customer,
                <span key="customer" className="mono">
                  {document.CustomerKey.Id}
                </span>,
              ]
            : null,
          document.CustomerPONumber
            ? [
                t.gp.reference,
                <span key="reference" className="mono">
                  {document.CustomerPONumber}
                </span>,
              ]
            : null,
          document.BatchKey
            ? [
                t.gp.batch,
                <span key="batch" className="mono">
                  {document.BatchKey.Id}
                </span>,
              ]
            : null,
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section aria-label={t.gp.lines} tabIndex={0} className={css.lines}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.gp.item}</th>
              <th scope="col" data-numeric>
                {t.gp.quantity}
              </th>
              <th scope="col" data-numeric>
                {t.gp.price}
              </th>
              <th scope="col" data-numeric>
                {t.gp.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {(document.Lines ?? []).map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a stored document do not move
              <tr key={place}>
                <td>
                  <span className="mono">{line.ItemKey?.Id}</span> <span className="quiet">{line.ItemDescription}</span>
                </td>
                <td data-numeric>{line.Quantity?.Value}</td>
                <td data-numeric>{money(line.UnitPrice)}</td>
                <td data-numeric>{money(line.TotalAmount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            {besideLines(document).map(([name, amount, sign]) => (
              <tr key={name}>
                <th scope="row" colSpan={3}>
                  {name}
                </th>
                <td data-numeric>
                  {sign}
                  {money(amount)}
                </td>
              </tr>
            ))}
            <tr data-total>
              <th scope="row" colSpan={3}>
                {t.gp.total}
              </th>
              <td data-numeric>{money(document.TotalAmount)}</td>
            </tr>
          </tfoot>
        </table>
      </section>
    </div>
  )
}
