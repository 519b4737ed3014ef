/** Keys, context, amounts, restrictions, addresses, policies and validation results. Notation: wire-types.ts. */
export const commonTypes = `
abstract BusinessObject = Extensions:any
abstract Key@dyn =
abstract GreatPlainsKey : Key = CompanyKey:CompanyKey
abstract OrganizationKey@dyn : Key =
CompanyKey@dyn : OrganizationKey = Id:int!
abstract TransactionKey : GreatPlainsKey =
abstract Amount =
MoneyAmount : Amount = Currency:string, Value:decimal!, DecimalDigits:int!
MoneyPercentChoice = choice Amount:MoneyAmount, Percent:Percent
Percent = Value:decimal!, DecimalDigits:int!
abstract ReferenceKey : GreatPlainsKey =
abstract AddressBase : BusinessObject = Line1:string(60), Line2:string(60), Line3:string(60), City:string(35),
  State:string(29), PostalCode:string(10)
Address : AddressBase = CountryRegion:string(60), Phone1:PhoneNumber, Phone2:PhoneNumber, Phone3:PhoneNumber,
  Fax:PhoneNumber
PhoneNumber = Value:string(21), CountryCode:string, Extension:string
InternationalAddress : Address = CountryRegionCodeKey:CountryRegionCodeKey
CountryRegionCodeKey : ReferenceKey = Id:string(6)
BusinessAddress : InternationalAddress = Name:string(64), ContactPerson:string(60)
GLAccountNumberKey : ReferenceKey = Id:string, IsEncrypted:boolean!
Quantity : Amount = Value:decimal!, DecimalDigits:int!
Context@dyn = WorkOnBehalfOf:string, OrganizationKey:OrganizationKey, CultureName:string,
  CurrencyType:CurrencyType!, RoleKey:RoleKey
abstract SecurityKey@sec =
RoleKey@sec : SecurityKey = Id:string
Policy = Key:PolicyKey, Behaviors:Behavior[], Name:string, RootBusinessObjectName:string
PolicyKey : Key = Id:guid!
Behavior = Key:BehaviorKey, Name:string, Description:string, Internal:boolean~, Options:BehaviorOption[],
  SelectedOption:BehaviorOption
BehaviorKey : Key = PolicyKey:PolicyKey, Id:guid!
BehaviorOption = Key:BehaviorOptionKey, Name:string, Description:string, Parameters:Parameter[]
BehaviorOptionKey : Key = BehaviorKey:BehaviorKey, Id:int!
Parameter = Key:ParameterKey, Name:string, Value:string, Description:string
ParameterKey : Key = BehaviorOptionKey:BehaviorOptionKey, Id:int!
abstract Criteria =
RestrictionOfNullableOfSalesTransactionState = EqualValue:SalesTransactionState~,
  NotEqualValue:SalesTransactionState~
ListRestrictionOfNullableOfSalesTransactionState : RestrictionOfNullableOfSalesTransactionState =
  Items:SalesTransactionState[]
abstract Restriction =
RestrictionOfString : Restriction = EqualValue:string, NotEqualValue:string
ListRestrictionOfString : RestrictionOfString = Items:string[]
BetweenRestrictionOfString : ListRestrictionOfString = From:string, To:string, GreaterThan:string, LessThan:string
LikeRestrictionOfString : BetweenRestrictionOfString = Like:string
RestrictionOfNullableOfDateTime = EqualValue:dateTime~, NotEqualValue:dateTime~
ListRestrictionOfNullableOfDateTime : RestrictionOfNullableOfDateTime = Items:dateTime[]
BetweenRestrictionOfNullableOfDateTime : ListRestrictionOfNullableOfDateTime = From:dateTime~, To:dateTime~,
  GreaterThan:dateTime~, LessThan:dateTime~
RestrictionOfNullableOfInt32 = EqualValue:int~, NotEqualValue:int~
ListRestrictionOfNullableOfInt32 : RestrictionOfNullableOfInt32 = Items:int[]
BetweenRestrictionOfNullableOfInt32 : ListRestrictionOfNullableOfInt32 = From:int~, To:int~, GreaterThan:int~,
  LessThan:int~
InternetAddresses = MessengerAddress:string(200), EmailToAddress:string(200), EmailCcAddress:string(200),
  EmailBccAddress:string(200), InternetField1:string(200), InternetField2:string(200), InternetField3:string(200),
  InternetField4:string(200), InternetField5:string(200), InternetField6:string(200), InternetField7:string(200),
  InternetField8:string(200), AdditionalInformation:string
RestrictionOfNullableOfBoolean = EqualValue:boolean~, NotEqualValue:boolean~
RestrictionOfNullableOfItemType = EqualValue:ItemType~, NotEqualValue:ItemType~
ListRestrictionOfNullableOfItemType : RestrictionOfNullableOfItemType = Items:ItemType[]
RestrictionOfNullableOfTaxDetailType = EqualValue:TaxDetailType~, NotEqualValue:TaxDetailType~
ListRestrictionOfNullableOfTaxDetailType : RestrictionOfNullableOfTaxDetailType = Items:TaxDetailType[]
ValidationResult = Errors:ValidationError[], Warnings:ValidationWarning[]
abstract ValidationItem = ObjectType:string, PropertyNames:string[], Message:string, Id:string
ValidationError : ValidationItem =
ValidationWarning : ValidationItem =
enum CurrencyType = Transactional | Local @dyn
`
