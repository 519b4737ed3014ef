/** What someone must know of both systems to map between them. Of our own writing, short. */
export const guides: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  'gp-fields': {
    title: 'Dynamics GP: fields of a sales order',
    text: `# Fields of a GP sales order

- **Key**: the document number (SOPNUMBE), 21 characters. The hub makes it of a prefix and the shop's order id, so a repeated write finds the first one.
- **CustomerKey** (15), **BillToAddressKey**, **ShipToAddressKey** (15): must exist before the order.
- **CustomerPONumber** (20): the shop's reference; people search by it.
- **BatchKey** (15): documents wait there until a person posts them. The hub never posts.
- **Lines**: ItemKey (30) must exist. UnitPrice × Quantity must equal TotalAmount at the currency's decimals (error 722).
- **TradeDiscount**, **FreightAmount**, **MiscellaneousAmount**, **TaxAmount**, **FreightTaxAmount**, **MiscellaneousTaxAmount**: all are part of TotalAmount, else error 235.
- **Taxes**, **FreightTaxes**: one row for each tax detail; they must add up to their amount.
- **UserDefined**, **Comment** (500): free.

GP cuts longer text without a word, so the hub asks a person about text that does not fit; truncate(…) is for what may be cut, and the journal says what was. Letters that the company's code page does not have are written in Latin ones (settings codePage, transliterate).
A document in history (posted, voided) cannot be changed.`,
  },
  'prestashop-fields': {
    title: 'PrestaShop: fields of an order',
    text: `# Fields of a PrestaShop order

- **id** names an order; **reference** does not: the orders of one split cart share it.
- **total_paid** is what the customer was charged, tax included. It is rounded once from unrounded prices, so the stored parts may miss it by a cent or two.
- **current_state** is an id that differs between shops; **order_state.paid** and **logable** say what it means.
- **order_details**: unit prices with six decimals, after reductions; **product_reference** is the combination's if it has one.
- **order_cart_rules**: vouchers. Free shipping stands in the voucher's value, and total_shipping stays full.
- **total_paid_real** is what was booked on this order; payments name the reference.
- Times are shown in UTC.`,
  },
  expressions: {
    title: 'Expressions in mappings',
    text: `# Expressions

Values of mappings and conditions of flows are CEL. Records are checked against their schemas when a definition is saved.

- Text: truncate(x, 20), firstLine(x, 64), afterFirstLine(x, 64), addressLines([a, b], 3, 60), phone(x), joined([a, b], " "), part(x, "/", 1), digits(x).
- Amounts are decimals: round(x, digits), sum(list), least(a, b), most(a, b), dec("0").
- Optional fields: orElse(x, "…"), x.hasValue(), unlessEmpty(x), unlessZero(x).
- Value maps: valueMap("carrier", id). A missing answer stops the order with a question; it is never an empty field.
- Links and look-ups: link("gp.customer", "prestashop.customer", id), lookup("gp.item", reference); the way back: linkedFrom("prestashop.customer", "gp.customer", number), a list of keys.

read_flow without a name lists every function.`,
  },
}
