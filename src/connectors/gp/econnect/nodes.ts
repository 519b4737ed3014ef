/**
 * What a node of an eConnect document is made of: elements in the order of its procedure's parameters. An element that is
 * left out keeps the parameter's own default. Only elements that the hub fills stand here.
 *
 * @see Microsoft Dynamics GP eConnect, XML node reference; the procedures' declarations (GP 2013 to 18.6 agree)
 */
export interface EconnectNode {
  /** The node, and the procedure that takes it. */
  readonly name: string
  readonly elements: readonly Element[]
}

export type Element = {
  readonly name: string
  readonly required?: true
} & ElementType

/** `char`: usable letters of the column. `numeric`: numeric(19,5). `integer`: with its values, where they are an enumeration. */
export type ElementType =
  | { readonly type: 'char'; readonly length: number }
  | { readonly type: 'numeric' }
  | { readonly type: 'integer'; readonly values?: readonly number[] }
  | { readonly type: 'date' }

const char = (name: string, length: number): Element => ({ name, type: 'char', length })
const numeric = (name: string): Element => ({ name, type: 'numeric' })
const date = (name: string): Element => ({ name, type: 'date' })
const oneOf = (name: string, ...values: number[]): Element => ({ name, type: 'integer', values })
const required = (element: Element): Element => ({ ...element, required: true })

/** An item at a site (IV00102). `UpdateIfExists` 0 refuses where it is assigned already. */
const taItemSite: EconnectNode = {
  name: 'taItemSite',
  elements: [required(char('ITEMNMBR', 30)), required(char('LOCNCODE', 10)), oneOf('UpdateIfExists', 0, 1)],
}

/**
 * One quantity break of a price list (IV00107, IV00108). The parameters of rounding have defaults of their own, so one that is
 * left out would take the rounding of the price list away: all of them are required here.
 */
const taIVCreateItemPriceListLine: EconnectNode = {
  name: 'taIVCreateItemPriceListLine',
  elements: [
    required(char('ITEMNMBR', 30)),
    required(char('CURNCYID', 15)),
    required(char('PRCLEVEL', 10)),
    required(char('UOFM', 8)),
    required(numeric('TOQTY')),
    required(numeric('UOMPRICE')),
    required(numeric('RNDGAMNT')),
    required(oneOf('ROUNDHOW', 0, 1, 2)),
    required(oneOf('ROUNDTO', 1, 2, 3, 4)),
    required(oneOf('UMSLSOPT', 1, 2, 3)),
    oneOf('UpdateIfExists', 0, 1),
  ],
}

/** Applies a receipt, a credit memo or a return to what a customer owes (RM20201). */
const taRMApply: EconnectNode = {
  name: 'taRMApply',
  elements: [
    required(char('APTODCNM', 20)),
    required(char('APFRDCNM', 20)),
    required(numeric('APPTOAMT')),
    required(oneOf('APFRDCTY', 7, 8, 9)),
    required(oneOf('APTODCTY', 1, 3, 4, 5, 6)),
    date('APPLYDATE'),
    date('GLPOSTDT'),
  ],
}

export const nodes = { taItemSite, taIVCreateItemPriceListLine, taRMApply } as const
export type NodeName = keyof typeof nodes

/** Nodes of each transaction type in the order in which eConnect takes them. `many`: they stand in a `…_Items`. */
export const transactionTypes = {
  IVInventoryItemSiteType: [{ node: 'taItemSite', many: true }],
  IVCreateItemPriceListType: [{ node: 'taIVCreateItemPriceListLine', many: true }],
  RMApplyType: [{ node: 'taRMApply', many: false }],
} as const satisfies Readonly<Record<string, readonly { readonly node: NodeName; readonly many: boolean }[]>>
export type TransactionType = keyof typeof transactionTypes
