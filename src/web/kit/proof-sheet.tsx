import { IconAlertTriangle, IconCircleCheckFilled } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { ProofSheet as Sheet, TaxedAmount, TaxProof } from '../../domain/proof.ts'
import { t } from '../words/index.ts'
import { moneyText } from './format.ts'
import css from './proof-sheet.module.css'
import { partText } from './record.ts'

/** How a document reaches what the shop charged, to the cent: its parts, its total, and its taxes rate by rate. */
export function ProofSheet({ sheet }: { sheet: Sheet }) {
  const money = (amount: string) => moneyText(amount, null, sheet.digits)
  const proved = sheet.state === 'proved'
  return (
    <div className={css.sheet}>
      <p className={css.verdict} data-proved={proved || undefined}>
        {proved ? <IconCircleCheckFilled size={18} aria-hidden /> : <IconAlertTriangle size={18} aria-hidden />}
        {proved
          ? sheet.of === 'document'
            ? t.proof.provedDocument
            : t.proof.provedReadBack
          : /^-?0+(\.0+)?$/.test(sheet.difference)
            ? t.proof.heldTaxes
            : t.proof.heldTotal}
      </p>
      <table className={css.parts}>
        <thead>
          <tr>
            <th scope="col">{t.proof.part}</th>
            <th scope="col">{sheet.currency}</th>
          </tr>
        </thead>
        <tbody>
          {sheet.parts.map(({ label, amount }) => (
            <tr key={label}>
              <th scope="row">{partText(label)}</th>
              <td>{money(amount)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t.proof.total}</th>
            <td>{money(sheet.total)}</td>
          </tr>
          <tr>
            <th scope="row">{t.proof.charged}</th>
            <td>{money(sheet.anchor)}</td>
          </tr>
          <tr data-difference>
            <th scope="row">{t.proof.difference}</th>
            <td>
              {money(sheet.difference)} {proved && '✓'}
            </td>
          </tr>
        </tfoot>
      </table>
      {sheet.adjustments.length > 0 && (
        <ul className={css.notes}>
          {sheet.adjustments.map(({ place, amount, reason }) => (
            <li key={`${place} ${amount} ${reason}`}>
              {place.replace(/^Line (?=\d)/, `${t.proof.line} `)}
              {t.colon}
              <span className="number">{money(amount)}</span> {partText(reason)}
            </li>
          ))}
        </ul>
      )}
      {(sheet.notes ?? []).map((note) => (
        <p key={note} className={css.note}>
          {partText(note)}
        </p>
      ))}
      {sheet.taxes?.map((taxes) => (
        <Taxes key={taxes.way} taxes={taxes} money={money} />
      ))}
    </div>
  )
}

function Taxes({ taxes, money }: { taxes: TaxProof; money: (amount: string) => string }) {
  const sides = (['document', 'readBack'] as const).filter((side) => taxes.rows.some((row) => row[side] !== null))
  const heads = { document: t.proof.document, readBack: t.proof.gp }
  if (taxes.rows.length + taxes.problems.length + taxes.notes.length === 0) return null
  const side = (amount: TaxedAmount | null) =>
    amount ? `${money(amount.tax)} ${t.proof.on} ${money(amount.base)}` : '–'
  return (
    <div className={css.taxes}>
      <h3>
        {t.proof.taxes} {money(taxes.total)}
        {taxes.way && `, ${t.proof.discounts} ${partText(taxes.way)}`}
      </h3>
      {taxes.rows.length > 0 && (
        <section className={css.wide} aria-label={t.proof.taxes} {...{ tabIndex: 0 }}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t.proof.part}</th>
                <th scope="col">{t.proof.tax}</th>
                <th scope="col" data-numeric>
                  {t.proof.rate}
                </th>
                <th scope="col" data-numeric>
                  {t.proof.shop}
                </th>
                {sides.map((its) => (
                  <th key={its} scope="col" data-numeric>
                    {heads[its]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {taxes.rows.map((row) => (
                <tr key={`${row.part} ${row.tax} ${row.detail}`}>
                  <td>{t.proof.parts[row.part] ?? row.part}</td>
                  <td>
                    <span title={row.tax}>{row.detail ?? '?'}</span>
                  </td>
                  <td data-numeric>{row.rate} %</td>
                  <td data-numeric>{side(row.shop)}</td>
                  {sides.map((its) => (
                    <td key={its} data-numeric>
                      {side(row[its])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {[...taxes.problems, ...taxes.notes].map((text, place) => (
        <Fragment key={text}>
          <p className={css.note} data-problem={place < taxes.problems.length || undefined}>
            {partText(text)}
          </p>
        </Fragment>
      ))}
    </div>
  )
}
