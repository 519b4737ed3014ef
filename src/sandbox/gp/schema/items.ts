/** Items, their stock a site, their currencies and their units (IV00101, IV00102, IV00105, IV40201, IV40202). Notation: wire-types.ts. */
export const itemTypes = `
ItemKey : ReferenceKey = Id:string(30)
abstract Item : BusinessObject = Key:ItemKey, Description:string, ShortDescription:string,
  GenericDescription:string, ClassKey:ItemClassKey, Type:ItemType~, SalesTaxBasis:SalesTaxBasis~,
  SalesTaxScheduleKey:TaxScheduleKey, UofMScheduleKey:UofMScheduleKey, ShippingWeight:decimal~,
  QuantityDecimalPlaces:QuantityDecimalPlaces~, CurrencyDecimalPlaces:CurrencyDecimalPlaces~,
  PurchaseTaxBasis:PurchasingTaxBasis~, PurchaseTaxScheduleKey:TaxScheduleKey, StandardCost:MoneyAmount,
  CurrentCost:MoneyAmount, SubstituteItem1Key:ItemKey, SubstituteItem2Key:ItemKey, IncludeInDemandPlanning:boolean~,
  AllowBackOrder:boolean~, WarrantyDays:short~, ABCCode:ABCCode~, UserCategoryList1:string,
  UserCategoryList2:string, UserCategoryList3:string, UserCategoryList4:string, UserCategoryList5:string,
  UserCategoryList6:string, KeepCalendarYearHistory:boolean~, KeepFiscalYearHistory:boolean~,
  KeepTransactionHistory:boolean~, KeepDistributionHistory:boolean~, InventoryGLAccountKey:GLAccountNumberKey,
  InventoryOffsetGLAccountKey:GLAccountNumberKey, CostofGoodsSoldGLAccountKey:GLAccountNumberKey,
  SalesGLAccountKey:GLAccountNumberKey, MarkdownGLAccountKey:GLAccountNumberKey,
  SalesReturnGLAccountKey:GLAccountNumberKey, InUseGLAccountKey:GLAccountNumberKey,
  InServiceGLAccountKey:GLAccountNumberKey, DamagedGLAccountKey:GLAccountNumberKey,
  VarianceGLAccountKey:GLAccountNumberKey, DropShipGLAccountKey:GLAccountNumberKey,
  PurchasePriceVarianceGLAccountKey:GLAccountNumberKey,
  UnrealizedPurchasePriceVarianceGLAccountKey:GLAccountNumberKey, InventoryReturnGLAccountKey:GLAccountNumberKey,
  AssemblyVarianceGLAccountKey:GLAccountNumberKey, PurchaseUofM:string, DefaultWarehouseKey:WarehouseKey,
  PriceMethod:PriceMethod~, FunctionalCurrencyDecimalPlaces:CurrencyDecimalPlaces~, ModifiedDate:dateTime~,
  LastModifiedDate:dateTime~, CreatedDate:dateTime~, IsDiscontinued:boolean~, DefaultPriceLevelKey:PriceLevelKey,
  DefaultSellingUofM:string, InternetAddresses:InternetAddresses
ItemClassKey : ReferenceKey = Id:string
UofMScheduleKey : ReferenceKey = Id:string
abstract ItemCriteriaBase : Criteria = ItemId:LikeRestrictionOfString, Description:LikeRestrictionOfString,
  ShortDescription:LikeRestrictionOfString, GenericDescription:LikeRestrictionOfString,
  ItemClassId:LikeRestrictionOfString, CreatedDate:BetweenRestrictionOfNullableOfDateTime,
  ModifiedDate:BetweenRestrictionOfNullableOfDateTime, LastModifiedDate:BetweenRestrictionOfNullableOfDateTime
ItemCriteria : ItemCriteriaBase = Type:ListRestrictionOfNullableOfItemType,
  IsDiscontinued:RestrictionOfNullableOfBoolean
abstract ItemSummaryBase = Key:ItemKey, Description:string, ShortDescription:string, GenericDescription:string,
  ClassKey:ItemClassKey, CreatedDate:dateTime~, ModifiedDate:dateTime~, LastModifiedDate:dateTime~
ItemSummary : ItemSummaryBase = Type:ItemType!, IsDiscontinued:boolean!
ItemCurrencyKey : ReferenceKey = ItemKey:ItemKey, CurrencyKey:CurrencyKey
ItemCurrency : BusinessObject = Key:ItemCurrencyKey, CurrencyDecimalPlaces:CurrencyDecimalPlaces~,
  ListPrice:MoneyAmount
ItemCurrencyCriteria : Criteria = ItemId:LikeRestrictionOfString, CurrencyISOCode:LikeRestrictionOfString
UofMSchedule : BusinessObject = Key:UofMScheduleKey, Description:string, BaseUofM:string,
  UofMDecimalPlacesQuantities:QuantityDecimalPlaces~, Details:UofMScheduleDetail[], LastModifiedDate:dateTime~,
  LastModifiedBy:string
UofMScheduleDetail : BusinessObject = Key:UofMScheduleDetailKey, UofM:string, EquivalentUofM:string,
  EquivalentUofMQuantity:Quantity, QuantityInBaseUofM:Quantity, LongDescription:string, LastModifiedDate:dateTime~,
  LastModifiedBy:string
UofMScheduleDetailKey : ReferenceKey = UofMScheduleKey:UofMScheduleKey, SequenceNumber:int!
UofMScheduleCriteria : Criteria = UnitofMeasureScheduleId:LikeRestrictionOfString,
  LastModifiedDate:BetweenRestrictionOfNullableOfDateTime
UofMScheduleSummary = Key:UofMScheduleKey, Description:string, BaseUofM:string,
  UofMDecimalPlacesQuantities:QuantityDecimalPlaces~, LastModifiedDate:dateTime~, LastModifiedBy:string
PricingKey : ReferenceKey = ItemKey:ItemKey, CurrencyKey:CurrencyKey, PriceLevelKey:PriceLevelKey, UofM:string
Pricing : BusinessObject = Key:PricingKey, Round:RoundingType, UofMSalesOption:UofMSalesAvailable~,
  Details:PricingDetail[], LastModifiedDate:dateTime~, LastModifiedBy:string
RoundingType = Option:RoundHow~, Policy:RoundTo~, Amount:MoneyAmount
PricingDetail : BusinessObject = Key:PricingDetailKey, UofMPrice:PricingDetailPrice, LastModifiedDate:dateTime~,
  LastModifiedyBy:string
PricingDetailKey : ReferenceKey = PricingKey:PricingKey, ToQuantity:Quantity
PricingDetailPrice = Amount:MoneyAmount, Percent:Percent
PricingCriteria : Criteria = ItemId:LikeRestrictionOfString, CurrencyISOCode:LikeRestrictionOfString,
  PriceLevelId:LikeRestrictionOfString, UofM:LikeRestrictionOfString,
  LastModifiedDate:BetweenRestrictionOfNullableOfDateTime
PricingSummary = Key:PricingKey, LastModifiedDate:dateTime~, LastModifiedBy:string
abstract InventoriedItem : Item =
SalesItem : InventoriedItem = ValuationMethod:ValuationMethod~, TrackingOption:TrackingOption~,
  LotCategoryKey:LotCategoryKey, MinimumShelfLifeDays1:short~, MinimumShelfLifeDays2:short~,
  RevalueInventory:boolean~, TolerancePercentage:Percent, Quantities:SalesItemWarehouse[]
LotCategoryKey : ReferenceKey = Id:string
SalesItemWarehouse : BusinessObject = Key:ItemWarehouseKey, InUseQuantity:Quantity, InServiceQuantity:Quantity,
  ReturnedQuantity:Quantity, DamagedQuantity:Quantity, OnHandQuantity:Quantity, AllocatedQuantity:Quantity,
  OnOrderQuantity:Quantity, BackOrderedQuantity:Quantity, Bins:any
ItemWarehouseKey : ReferenceKey = ItemKey:ItemKey, WarehouseKey:WarehouseKey
Kit : InventoriedItem = CostOfGoodsSoldAccountSource:CostOfGoodsSoldAccountSource~, Components:KitComponent[]
KitComponent : BusinessObject = Key:KitComponentKey, Quantity:Quantity, Description:string, Type:ItemType~,
  UofMScheduleKey:UofMScheduleKey
KitComponentKey : ReferenceKey = KitKey:ItemKey, ItemKey:ItemKey, UofM:string
Service : Item =
Fee : Item =
enum ItemType = Sales Item | Kit | Miscellaneous Charges | Service | Flat Fee
enum QuantityDecimalPlaces = Zero | One | Two | Three | Four | Five
enum CurrencyDecimalPlaces = Zero | One | Two | Three | Four | Five
enum PurchasingTaxBasis = Taxable | Nontaxable | Based On Vendor
enum ABCCode = None | A | B | C
enum PriceMethod = Currency Amount | Percent Of List Price | Percent Markup Of Current Cost | Percent Markup Of
  Standard Cost | Percent Margin Of Current Cost | Percent Margin Of Standard Cost
enum RoundHow = None | Multiple Of | Ends In
enum RoundTo = None | Up | Down | To Nearest
enum UofMSalesAvailable = Unit Of Measure Not Available For Sales Purposes | Unit Of Measure Must Be Sold In Whole
  Quantities | Unit Of Measure Must Be Sold In Whole And Fractional Quantities
enum ValuationMethod = FIFO Perpetual | LIFO Perpetual | Average Perpetual | FIFO Periodic | LIFO Periodic
enum TrackingOption = None | Serial Numbers | Lot Numbers
enum CostOfGoodsSoldAccountSource = From Component Item | From Kit Item
`
