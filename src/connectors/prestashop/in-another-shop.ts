import { type Call, InvalidInput } from '../../domain/errors.ts'

/**
 * A row that another shop of the multistore has, and that of the connection has not. By its number the shop refuses it; a list
 * leaves it out. (WebserviceRequest::getFilteredObjectDetails, code 131)
 */
export class InAnotherShop extends InvalidInput {
  constructor({ operation }: Call) {
    super(
      'The shop',
      [
        {
          at: operation.replace(/^[A-Z]+ /, ''),
          reason: 'is in another shop of the multistore, and not in the one that the connection is about',
        },
      ],
      'Assign it to this shop in the back office; or name one of this shop where its number stands: in a value map, in a setting, or in the record of the shop that refers to it. If the connection is about the wrong shop, correct shopId. Then replay the incident.',
    )
  }
}
