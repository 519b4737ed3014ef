import type { Cause } from './causes.ts'

/** A document as it counts: what it comes to, for whom, with which taxes and which goods. Amounts are decimal text. */
export interface Content {
  readonly total: string
  readonly currency: string
  readonly customer: string
  /** Tax of goods, freight and the rest together, by tax detail. */
  readonly taxes: Readonly<Record<string, string>>
  /** What is ordered, by item: the sum of the lines' quantities, whatever their units of measure. */
  readonly goods: Readonly<Record<string, string>>
  /** The same by item and unit of measure (`UofM`), of items whose lines all say theirs. */
  readonly units: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** The day of the document; null where GP does not say. */
  readonly date?: string | null
  /** ExchangeRate, of a document in another currency than GP's books. Absent or empty: GP says none. */
  readonly rate?: string
  /** What adds up to the total before tax, by field: each is posted to an account of its own. One that the document does not say is left out. */
  readonly parts: Readonly<Record<string, string>>
}

/** What a document that people have entered has to hold, by the shop's order. */
export interface Wanted {
  readonly tax: string
  /** The tax that the document holds, by its own sums: one without rows of details may bear tax. Null: it does not say. */
  readonly entered: string | null
  /** By tax detail; null: the taxes cannot be split, or one has no detail, so only their sum is known. */
  readonly taxes: Content['taxes'] | null
  /** By item, in base units of GP where the units of all its lines are known, else in pieces. Null: a line's item is not known. */
  readonly goods: Content['goods'] | null
  /** What the document holds, of the same items in the same way. */
  readonly heldGoods: Content['goods']
}

/** A sales document of GP beside the one that the order is linked to. */
export interface OtherDocument {
  readonly key: string
  readonly type: string
  /** It is not posted yet, and not transferred. */
  readonly isWork: boolean
  readonly total: string
  /** All tax of an invoice. Null: it is none, or the hub may not read that. */
  readonly tax: string | null
  readonly currency: string
  readonly customer: string
  /** GP made it of the order's own document. */
  readonly isDescendant: boolean
  readonly date: string | null
  /** What was paid with an invoice, by number. Null: it is none, or the hub may not read that. */
  readonly payments: Readonly<Record<string, string>> | null
}

/** How a receipt was paid: "Payment Card", and the type of the card, whose account it goes to. Empty: none, or GP did not say. */
export interface PaidBy {
  readonly type: string
  readonly card: string
}

/** A document of receivables as it is now, and what the hub wrote; null: the hub does not know that it wrote one. */
export interface Receivable {
  readonly key: string
  readonly amount: string
  readonly currency: string
  readonly isVoided: boolean
  /** A person has linked it, and the hub has written nothing to it: nobody has proved whose it is. */
  readonly linkedByHand?: true
  /** Of a deposit: the sales order is open and has it no more, and no invoice that a transfer made of it has it. */
  readonly isOff?: boolean
  readonly customer: string
  /** Empty: none, or GP did not say. */
  readonly checkbook: string
  readonly paidBy: PaidBy
  /** The tax of a credit memo, by tax detail. */
  readonly taxes: Readonly<Record<string, string>>
  /** The day of the document; null where GP does not say. */
  readonly date: string | null
  readonly isPosted: boolean
  /** ExchangeRate, as of a `Content`. */
  readonly rate?: string
  /** Documents that belong to it, and that GP has no more. */
  readonly lost?: readonly string[]
  readonly written: Pick<Receivable, 'amount' | 'customer' | 'checkbook' | 'paidBy' | 'taxes' | 'date'> | null
}

/** A posted document of receivables with what GP says is open of it, in the functional currency. */
export interface Standing {
  /** RMDTYPAL: an invoice, a credit memo, a return, a cash receipt. */
  readonly type: 1 | 7 | 8 | 9
  /** It takes its part, and another order of the cart names it. */
  readonly ofOther?: true
  readonly key: string
  readonly customer: string
  /** Decimal text. */
  readonly open: string
  /** ISO 4217. */
  readonly currency: string
  /** The day of posting. */
  readonly posted: string
}

/** A row of a settlement report that is of a payment. Amounts are signed: what the provider owes more is positive. */
export interface PaidOutRow {
  /** "stripe po_1". */
  readonly payout: string
  readonly kind: string
  readonly amount: string
  readonly currency: string
  readonly date: string
}

/** What is known of one order on both sides. Amounts are decimal text in `currency`; null: GP has no such document. */
export interface OrderFacts {
  readonly order: {
    readonly id: string
    readonly reference: string
    readonly currency: string
    /** What the shop charged. */
    readonly charged: string
    /** What is left of that after the refunds that are known to the cent; null: a person has to look at its refunds. */
    readonly left: string | null
    /**
     * What of `left` was paid by store credit, and is in the document, since people have entered that at its full price: no money
     * of it is due. Absent: nothing.
     */
    readonly storeCredit?: string
    readonly isSale: boolean
    /** It is cancelled, or its payment failed. */
    readonly isCancelled: boolean
    /** Its state counts as paid. */
    readonly isPaid: boolean
    /** The shop tells the customer that it is on its way, or there. */
    readonly isShipped: boolean
    /** Its credit slips may not be read: what was given back is known by its lines and its state alone. */
    readonly slipsUnread: boolean
    /** Some states say that money is only authorised, and which states it had may not be read. */
    readonly statesUnread: boolean
    /** Since when its money is only authorised, UTC, as far as its states say; null: it is not, or nobody says which states do. */
    readonly authorisedSince: string | null
    /** When it was placed, UTC. */
    readonly placedAt: string
  }
  /** What became of its newest run; null: no run is kept. */
  readonly run: { readonly state: string; readonly reason: string | null } | null
  /** The document that the order is linked to. `gone`: linked, and no longer there. */
  readonly document:
    | { readonly key: string; readonly gone: true }
    | (Content & {
        readonly key: string
        readonly gone: false
        readonly isVoided: boolean
        readonly isOpen: boolean
        /** Every line that is not cancelled is picked. */
        readonly isPicked: boolean
        /** Something of it is not cancelled. */
        readonly isWanted: boolean
        /** Its tax by its own sums, as that of an invoice is; null: it does not say. */
        readonly tax: string | null
        /** As the hub read it back when it wrote it last, or as it was when a person linked it; null: not known. */
        readonly written: Content | null
        /** What the shop's order comes to, where people have entered the document. Absent: the hub has written it. */
        readonly wanted?: Wanted | null
        /**
         * What of the order stood in no document that the hub knows, when a person linked this one: it was worth less than the
         * order, and no slips of before explain that. Absent: nothing.
         */
        readonly lacked?: string
        /** The customer of GP that the order's customer is linked to now; null: none, or it is a guest's. */
        readonly linkedCustomer: string | null
      })
    | null
  /** Other documents of GP with the order's reference, and those that GP made of its document. Null: they may not be read. */
  readonly others: readonly OtherDocument[] | null
  /** Numbers of void invoices that GP made of its document. */
  readonly voidInvoices: readonly string[]
  /**
   * Payments of the order's reference, where the integration makes receipts of them. Null: it makes none, the money of this
   * order comes another way, another order of the same cart answers for them (its first that is not cancelled), or the shop cannot
   * be asked whose they are.
   */
  readonly payments:
    | readonly {
        readonly id: string
        readonly amount: string
        readonly currency: string
        /** What the payment provider calls it; empty: nothing. */
        readonly transaction: string
        /** Other payments of the shop under the same transaction, of this order and of others: one capture for several. */
        readonly together: readonly { readonly id: string; readonly amount: string; readonly reference: string }[]
        /** When it was noted, UTC. */
        readonly paidAt: string
        readonly receipt: Receivable | null
        /** What settlement reports say of it; null: the integration reads none, or they are too many. */
        readonly paidOut: readonly PaidOutRow[] | null
        /** Why there is no receipt, where there is none. */
        readonly missingBecause: Cause
        /** Other receipts of this customer in GP that name this payment, or its transaction. Null: they may not be read. */
        readonly twins: readonly string[] | null
      }[]
    | null
  /**
   * Receipts of the customer in GP that name the order, and that no payment of it has made. `isHubs`: by its number the hub has
   * made it, of a payment that is gone; people have entered the others. Null: not known, as of a customer whose list GP cuts, of
   * guests who share one, and where the hub may not list them.
   */
  readonly receiptsBeside:
    | readonly {
        readonly key: string
        readonly amount: string
        readonly currency: string
        readonly isHubs: boolean
      }[]
    | null
  /** What payments of the reference come to that become no receipt: by their method, or since they came before the flow of receipts. */
  readonly elsewhere: readonly { readonly amount: string; readonly currency: string }[]
  /** Deposits of the document and its invoices that the hub has not sent, by number: people have entered them. */
  readonly depositsByHand: Readonly<Record<string, string>>
  /** Deposits that the hub has sent, of payments that the shop has no more. */
  readonly depositsAlone: readonly { readonly payment: string; readonly deposit: Receivable }[]
  /** What all orders of the reference were charged together: what the payments have to come to. */
  readonly chargedTogether: string
  /**
   * The other orders of its reference: a cart that was split. Empty also where the integration makes no receipts and GP has no
   * sales order of the reference that the hub does not know.
   */
  readonly siblings: readonly {
    readonly id: string
    readonly charged: string
    /** What its credit slips gave back. */
    readonly back: string
    readonly isCancelled: boolean
    /** It is linked to a document that is there and not void. */
    readonly isInGp: boolean
  }[]
  /** Credit slips that have a credit memo by the hub, or get one by themselves. `memo`: its return counts to it. */
  readonly slips: readonly {
    readonly id: string
    readonly total: string
    readonly memo: Receivable | null
    /** Why there is no memo, where there is none. */
    readonly missingBecause: Cause
  }[]
  /** What of the order stands open in GP's receivables. Null: the hub does not read that, which takes SQL. */
  readonly standing: {
    /** Receipts, credit memos and returns of the order, and receipts that people have entered under its reference. */
    readonly credits: readonly Standing[]
    /** Its invoices; of a cart that was split those of its other orders, too, where this one answers for the payments. */
    readonly invoices: readonly Standing[]
    /** It has posted invoices, and nothing is open of any that is not void. */
    readonly isSettled: boolean
    /** A credit and an invoice are in another currency than the functional one: what is open of them is not compared. */
    readonly hasForeign: boolean
    /** Of these documents those that are void in receivables, as "1:STDINV1": Sales Order Processing keeps no note of it. */
    readonly voided?: readonly string[]
    /** Of the pairs that could be applied those that are applied in part, as "9:PAY3>1:STDINV1". */
    readonly applied: readonly string[]
    /** The connection has eConnect by SQL. */
    readonly applies: boolean
    /** The first day that is open in the series Sales; empty: not known. */
    readonly openFrom: string
  } | null
  /** Why that cannot be read now, in a sentence; null: it was read, or is not to be. */
  readonly standingUnread: string | null
  /** Up to what a rest counts as small; null: no limit is set for the order's currency. */
  readonly smallRest: { readonly limit: string; readonly currency: string } | null
  /** The other credit slips: a person books them, and the hub need not know by which document. */
  readonly slipsByHand: readonly { readonly id: string; readonly total: string }[]
}
