/**
 * The resources of the Webservice (release 9.0): nodes, fields in the order they are answered, associations.
 *
 * Field: `name` with marks: `*` required on POST and PUT, `^` read-only, `~` computed (cannot be filtered), `#`
 * translated; `>resource` what it points to; `:format/length` PrestaShop's validator and longest text.
 * Association: `name node kind | fields`, kind `virtual` for rows that are no resource of their own, else the resource; with
 * `-` its rows carry no link.
 *
 * @see the shop's own answer to ?schema=synopsis
 */
const table: readonly { name: string; list: string; node: string; fields: string; associations?: readonly string[] }[] =
  [
    {
      name: 'orders',
      list: 'orders',
      node: 'order',
      fields:
        'id_address_delivery*>addresses:isUnsignedId id_address_invoice*>addresses:isUnsignedId id_cart*>carts:isUnsignedId id_currency*>currencies:isUnsignedId id_lang*>languages:isUnsignedId id_customer*>customers:isUnsignedId id_carrier*>carriers:isUnsignedId current_state>order_states:isUnsignedId module*:isModuleName/255 invoice_number invoice_date delivery_number delivery_date valid date_add:isDate date_upd:isDate shipping_number~ note:/4194303 id_shop_group:isUnsignedId id_shop:isUnsignedId secure_key:isMd5/32 payment*:isGenericName/255 recyclable:isBool gift:isBool gift_message:isCleanHtml/4194303 mobile_theme:isBool total_discounts:isPrice total_discounts_tax_incl:isPrice total_discounts_tax_excl:isPrice total_paid*:isPrice total_paid_tax_incl:isPrice total_paid_tax_excl:isPrice total_paid_real*:isPrice total_products*:isPrice total_products_wt*:isPrice total_shipping:isPrice total_shipping_tax_incl:isPrice total_shipping_tax_excl:isPrice carrier_tax_rate:isFloat total_wrapping:isPrice total_wrapping_tax_incl:isPrice total_wrapping_tax_excl:isPrice round_mode:isUnsignedId round_type:isUnsignedId conversion_rate*:isFloat reference:/255',
      associations: [
        'order_rows order_row virtual | id product_id*>products product_attribute_id* product_quantity* product_name^ product_reference^ product_ean13^ product_isbn^ product_upc^ product_price^ id_customization>customizations unit_price_tax_incl^ unit_price_tax_excl^',
      ],
    },
    {
      name: 'order_details',
      list: 'order_details',
      node: 'order_detail',
      fields:
        'id_order*>orders:isUnsignedId product_id>products:isUnsignedId product_attribute_id>combinations:isUnsignedId product_quantity_reinjected:isUnsignedInt group_reduction:isFloat discount_quantity_applied:isInt download_hash:isGenericName/255 download_deadline:isDateFormat id_order_invoice:isUnsignedId id_warehouse*:isUnsignedId id_shop*:isUnsignedId id_customization:isUnsignedId product_name*:isGenericName/4194303 product_quantity*:isInt product_quantity_in_stock:isInt product_quantity_return:isUnsignedInt product_quantity_refunded:isUnsignedInt product_price*:isPrice reduction_percent:isFloat reduction_amount:isPrice reduction_amount_tax_incl:isPrice reduction_amount_tax_excl:isPrice product_quantity_discount:isFloat product_ean13:isEan13/13 product_isbn:isIsbn/32 product_upc:isUpc/12 product_mpn:isMpn/40 product_reference:isReference/64 product_supplier_reference:isReference/64 product_weight:isFloat tax_computation_method:isUnsignedId id_tax_rules_group:isInt ecotax:isFloat ecotax_tax_rate:isFloat download_nb:isInt unit_price_tax_incl:isPrice unit_price_tax_excl:isPrice total_price_tax_incl:isPrice total_price_tax_excl:isPrice total_shipping_price_tax_excl:isPrice total_shipping_price_tax_incl:isPrice purchase_supplier_price:isPrice original_product_price:isPrice original_wholesale_price:isPrice total_refunded_tax_excl:isPrice total_refunded_tax_incl:isPrice',
      associations: ['taxes tax taxes | id'],
    },
    {
      name: 'order_histories',
      list: 'order_histories',
      node: 'order_history',
      fields:
        'id_employee>employees:isUnsignedId id_order_state*>order_states:isUnsignedId id_order*>orders:isUnsignedId date_add:isDate',
    },
    {
      name: 'order_payments',
      list: 'order_payments',
      node: 'order_payment',
      fields:
        'order_reference:/255 id_currency*:isUnsignedId amount*:isPrice payment_method:isGenericName/255 conversion_rate:isFloat transaction_id:/254 card_number:/254 card_brand:/254 card_expiration:/254 card_holder:/254 date_add:isDate id_employee:isUnsignedId',
    },
    {
      name: 'order_carriers',
      list: 'order_carriers',
      node: 'order_carrier',
      fields:
        'id_order*>orders:isUnsignedId id_carrier*>carriers:isUnsignedId id_order_invoice:isUnsignedId weight:isFloat shipping_cost_tax_excl:isFloat shipping_cost_tax_incl:isFloat tracking_number:isTrackingNumber/64 date_add:isDate',
    },
    {
      name: 'order_invoices',
      list: 'order_invoices',
      node: 'order_invoice',
      fields:
        'id_order*:isUnsignedId number*:isUnsignedId delivery_number:isUnsignedId delivery_date:isDateFormat total_discount_tax_excl total_discount_tax_incl total_paid_tax_excl total_paid_tax_incl total_products total_products_wt total_shipping_tax_excl total_shipping_tax_incl shipping_tax_computation_method total_wrapping_tax_excl total_wrapping_tax_incl shop_address:isCleanHtml/4194303 note:/4194303 date_add:isDate',
    },
    {
      name: 'order_cart_rules',
      list: 'order_cart_rules',
      node: 'order_cart_rule',
      fields:
        'id_order*>orders:isUnsignedId id_cart_rule*:isUnsignedId id_order_invoice:isUnsignedId name*:/254 value*:isFloat value_tax_excl*:isFloat free_shipping:isBool deleted:isBool',
    },
    {
      name: 'order_slip',
      list: 'order_slips',
      node: 'order_slip',
      fields:
        'id_customer*>customers:isUnsignedId id_order*>orders:isUnsignedId conversion_rate*:isFloat total_products_tax_excl*:isFloat total_products_tax_incl*:isFloat total_shipping_tax_excl*:isFloat total_shipping_tax_incl*:isFloat amount:isFloat shipping_cost shipping_cost_amount:isFloat partial date_add:isDate date_upd:isDate order_slip_type:isInt',
      associations: [
        'order_slip_details order_slip_detail virtual | id id_order_detail* product_quantity* amount_tax_excl* amount_tax_incl*',
      ],
    },
    {
      name: 'order_states',
      list: 'order_states',
      node: 'order_state',
      fields:
        'unremovable:isBool delivery:isBool hidden:isBool send_email:isBool module_name:isModuleName/255 invoice:isBool color:isColor/32 logable:isBool shipped:isBool paid:isBool pdf_delivery:isBool pdf_invoice:isBool deleted:isBool name*#:isGenericName/64 template#:isTplName/64',
    },
    {
      name: 'order_returns',
      list: 'order_returns',
      node: 'order_return',
      fields:
        'id_customer*:isUnsignedId id_order*:isUnsignedId question:isCleanHtml/4194303 state date_add:isDate date_upd:isDate',
    },
    {
      name: 'carts',
      list: 'carts',
      node: 'cart',
      fields:
        'id_address_delivery>addresses:isUnsignedId id_address_invoice>addresses:isUnsignedId id_currency*>currencies:isUnsignedId id_customer>customers:isUnsignedId id_guest>guests:isUnsignedId id_lang*>languages:isUnsignedId id_shop_group:isUnsignedId id_shop:isUnsignedId id_carrier:isUnsignedId recyclable:isBool gift:isBool gift_message:isCleanHtml/4194303 mobile_theme:isBool delivery_option:/4194303 secure_key:/32 allow_seperated_package:isBool date_add:isDate date_upd:isDate',
      associations: [
        'cart_rows cart_row virtual | id_product*>products id_product_attribute*>combinations id_address_delivery*>addresses id_customization>customizations quantity*',
      ],
    },
    {
      name: 'cart_rules',
      list: 'cart_rules',
      node: 'cart_rule',
      fields:
        'id_customer:isUnsignedId date_from*:isDate date_to*:isDate description:isCleanHtml/65534 quantity:isUnsignedInt quantity_per_user:isUnsignedInt priority:isUnsignedInt partial_use:isBool code:isCleanHtml/254 minimum_amount:isFloat minimum_amount_tax:isBool minimum_amount_currency:isInt minimum_amount_shipping:isBool country_restriction:isBool carrier_restriction:isBool group_restriction:isBool cart_rule_restriction:isBool product_restriction:isBool shop_restriction:isBool free_shipping:isBool reduction_percent:isPercentage reduction_amount:isFloat reduction_tax:isBool reduction_currency:isUnsignedId reduction_product:isInt reduction_exclude_special:isBool gift_product:isUnsignedId gift_product_attribute:isUnsignedId highlight:isBool active:isBool date_add:isDate date_upd:isDate name*#:/254',
    },
    {
      name: 'customers',
      list: 'customers',
      node: 'customer',
      fields:
        'id_default_group>groups id_lang>languages:isUnsignedId newsletter_date_add ip_registration_newsletter:/15 last_passwd_gen^ secure_key^:isMd5/32 deleted:isBool passwd*:isHashedPassword/255 lastname*:isCustomerName/255 firstname*:isCustomerName/255 email*:isEmail/255 id_gender:isUnsignedId birthday:isBirthDate newsletter:isBool optin:isBool website:isUrl/128 company:isGenericName/255 siret:isGenericName/14 ape:isApe/6 outstanding_allow_amount:isFloat show_public_prices:isBool id_risk:isUnsignedInt max_payment_days:isUnsignedInt active:isBool note:/4194303 is_guest:isBool id_shop:isUnsignedId id_shop_group:isUnsignedId date_add:isDate date_upd:isDate reset_password_token:isSha1/40 reset_password_validity:isDateOrNull',
      associations: ['groups group groups | (id)'],
    },
    {
      name: 'groups',
      list: 'groups',
      node: 'group',
      fields:
        'reduction:isFloat price_display_method*:isPriceDisplayMethod show_prices:isBool date_add:isDate date_upd:isDate name*#:isGenericName/32',
    },
    {
      name: 'addresses',
      list: 'addresses',
      node: 'address',
      fields:
        'id_customer>customers:isNullOrUnsignedId id_manufacturer>manufacturers:isNullOrUnsignedId id_supplier>suppliers:isNullOrUnsignedId id_country*>countries:isUnsignedId id_state>states:isNullOrUnsignedId id_warehouse:isNullOrUnsignedId alias*:isGenericName/32 company:isGenericName/255 lastname*:isName/255 firstname*:isName/255 vat_number:isGenericName/32 address1*:isAddress/128 address2:isAddress/128 postcode:isPostCode/12 city*:isCityName/64 other:isMessage/4194303 phone:isPhoneNumber/32 phone_mobile:isPhoneNumber/32 dni:isDniLite/16 deleted:isBool date_add:isDate date_upd:isDate',
    },
    {
      name: 'customer_threads',
      list: 'customer_threads',
      node: 'customer_thread',
      fields:
        'id_lang*>languages:isUnsignedId id_shop>shops:isUnsignedId id_customer>customers:isUnsignedId id_order>orders:isUnsignedId id_product:isUnsignedId id_contact*:isUnsignedId email:isEmail/255 token*:isGenericName/12 status date_add:isDate date_upd:isDate',
      associations: ['customer_messages customer_message customer_messages | (id)'],
    },
    {
      name: 'customer_messages',
      list: 'customer_messages',
      node: 'customer_message',
      fields:
        'id_employee>employees:isUnsignedId id_product:isUnsignedId id_customer_thread>customer_threads ip_address:isIp2Long/16 message*:isCleanHtml/4194303 file_name:/18 user_agent:/128 private:isBool date_add:isDate date_upd:isDate read:isBool',
    },
    {
      name: 'messages',
      list: 'messages',
      node: 'message',
      fields:
        'id_cart>carts:isUnsignedId id_order>orders:isUnsignedId id_customer>customers:isUnsignedId id_employee:isUnsignedId message*:isCleanHtml/4194303 private:isBool date_add:isDate',
    },
    {
      name: 'products',
      list: 'products',
      node: 'product',
      fields:
        'id_manufacturer>manufacturers:isUnsignedId id_supplier>suppliers:isUnsignedId id_category_default>categories:isUnsignedId new cache_default_attribute id_default_image~>images id_default_combination~>combinations id_tax_rules_group>tax_rule_groups:isUnsignedId position_in_category~ manufacturer_name^~ quantity^~ type~ id_shop_default:isUnsignedId reference:isReference/64 supplier_reference:isReference/64 location:isString/255 width:isUnsignedFloat height:isUnsignedFloat depth:isUnsignedFloat weight:isUnsignedFloat quantity_discount:isBool ean13:isGtin/14 isbn:isIsbn/32 upc:isUpc/12 mpn:isMpn/40 cache_is_pack:isBool cache_has_attachments:isBool is_virtual:isBool state:isUnsignedId additional_delivery_times:isUnsignedId delivery_in_stock#:isGenericName/255 delivery_out_stock#:isGenericName/255 product_type:isGenericName on_sale:isBool online_only:isBool ecotax:isPrice minimal_quantity:isPositiveInt low_stock_threshold:isInt low_stock_alert:isBool price*:isPrice wholesale_price:isPrice unity:isString/255 unit_price:isPrice unit_price_ratio additional_shipping_cost:isPrice customizable:isUnsignedInt text_fields:isUnsignedInt uploadable_files:isUnsignedInt active:isBool redirect_type:isString id_type_redirected:isUnsignedId available_for_order:isBool available_date:isDateFormat show_condition:isBool condition:isGenericName show_price:isBool indexed:isBool visibility:isProductVisibility advanced_stock_management:isBool date_add:isDate date_upd:isDate pack_stock_type:isUnsignedInt meta_description#:isGenericName/512 meta_title#:isGenericName/255 link_rewrite#:isLinkRewrite/128 name#:isCatalogName/128 description#:isCleanHtml/4194303 description_short#:isCleanHtml/4194303 available_now#:isGenericName/255 available_later#:IsGenericName/255',
      associations: [
        'categories category categories | id*',
        'images image images | id',
        'combinations combination combinations | id*',
        'product_option_values product_option_value product_option_values | id*',
        'product_features product_feature product_features | id* id_feature_value*>product_feature_values',
        'tags tag tags | id*',
        'stock_availables stock_available stock_availables | id* id_product_attribute*',
        'attachments attachment attachments | id*',
        'accessories product products | id*>products',
        'product_bundle product products- | id* id_product_attribute quantity',
      ],
    },
    {
      name: 'combinations',
      list: 'combinations',
      node: 'combination',
      fields:
        'id_product*>products:isUnsignedId ean13:isEan13/13 isbn:isIsbn/32 upc:isUpc/12 mpn:isMpn/40 reference:/64 supplier_reference:/64 wholesale_price:isNegativePrice/27 price:isNegativePrice/20 ecotax:isPrice/20 weight:isFloat unit_price_impact:isNegativePrice/20 minimal_quantity*:isPositiveInt low_stock_threshold:isInt low_stock_alert:isBool default_on:isBool available_date:isDateFormat available_now#:isGenericName/255 available_later#:IsGenericName/255',
      associations: [
        'product_option_values product_option_value product_option_values | (id)',
        'images image images/products | (id)',
      ],
    },
    {
      name: 'product_options',
      list: 'product_options',
      node: 'product_option',
      fields:
        'is_color_group:isBool group_type*:/255 position:isInt name*#:isGenericName/128 public_name*#:isGenericName/64',
      associations: ['product_option_values product_option_value product_option_values | id'],
    },
    {
      name: 'product_option_values',
      list: 'product_option_values',
      node: 'product_option_value',
      fields:
        'id_attribute_group*>product_options:isUnsignedId color:isColor/32 position:isInt name*#:isGenericName/128',
    },
    {
      name: 'product_features',
      list: 'product_features',
      node: 'product_feature',
      fields: 'position:isInt name*#:isGenericName/128',
    },
    {
      name: 'product_feature_values',
      list: 'product_feature_values',
      node: 'product_feature_value',
      fields: 'id_feature*>product_features:isUnsignedId custom:isBool position:isInt value*#:isGenericName/255',
    },
    {
      name: 'product_suppliers',
      list: 'product_suppliers',
      node: 'product_supplier',
      fields:
        'id_product*>products:isUnsignedId id_product_attribute*>combinations:isUnsignedId id_supplier*>suppliers:isUnsignedId id_currency>currencies:isUnsignedId product_supplier_reference:isReference/64 product_supplier_price_te:isPrice',
    },
    {
      name: 'stock_availables',
      list: 'stock_availables',
      node: 'stock_available',
      fields:
        'id_product*>products:isUnsignedId id_product_attribute*>combinations:isUnsignedId id_shop>shops:isUnsignedId id_shop_group:isUnsignedId quantity*:isInt depends_on_stock*:isBool out_of_stock*:isInt location:isString/255',
    },
    {
      name: 'stock_movements',
      list: 'stock_mvts',
      node: 'stock_mvt',
      fields:
        'id_product id_product_attribute id_warehouse id_currency management_type id_employee*:isUnsignedId id_stock*:isUnsignedId id_stock_mvt_reason*:isUnsignedId id_order:isUnsignedId id_supply_order:isUnsignedId product_name# ean13 upc reference mpn physical_quantity*:isUnsignedInt sign*:isInt last_wa:isPrice current_wa:isPrice price_te*:isPrice date_add*:isDate',
    },
    {
      name: 'stock_movement_reasons',
      list: 'stock_movement_reasons',
      node: 'stock_movement_reason',
      fields: 'sign deleted date_add:isDate date_upd:isDate name*#:isGenericName/255',
    },
    {
      name: 'specific_prices',
      list: 'specific_prices',
      node: 'specific_price',
      fields:
        'id_shop_group:isUnsignedId id_shop*:isUnsignedId id_cart*:isUnsignedId id_product*>products:isUnsignedId id_product_attribute:isUnsignedId id_currency*:isUnsignedId id_country*:isUnsignedId id_group*:isUnsignedId id_customer*:isUnsignedId id_specific_price_rule:isUnsignedId price*:isNegativePrice from_quantity*:isUnsignedInt reduction*:isPrice reduction_tax*:isBool reduction_type*:isReductionType from*:isDateFormat to*:isDateFormat',
    },
    {
      name: 'specific_price_rules',
      list: 'specific_price_rules',
      node: 'specific_price_rule',
      fields:
        'id_shop*:isUnsignedId id_country*:isUnsignedId id_currency*:isUnsignedId id_group*:isUnsignedId name*:isCleanHtml/255 from_quantity*:isUnsignedInt price*:isNegativePrice reduction*:isPrice reduction_tax*:isBool reduction_type*:isReductionType from:isDateFormat to:isDateFormat',
    },
    {
      name: 'categories',
      list: 'categories',
      node: 'category',
      fields:
        'id_parent>categories:isUnsignedInt level_depth^:isUnsignedInt nb_products_recursive^~ active*:isBool id_shop_default:isUnsignedId is_root_category:isBool position redirect_type:isString id_type_redirected:isUnsignedId date_add:isDate date_upd:isDate name*#:isCatalogName/128 link_rewrite*#:isLinkRewrite/128 description#:isCleanHtml additional_description#:isCleanHtml meta_title#:isGenericName/255 meta_description#:isGenericName/512',
      associations: ['categories category categories | (id)', 'products product products | (id)'],
    },
    {
      name: 'manufacturers',
      list: 'manufacturers',
      node: 'manufacturer',
      fields:
        'active link_rewrite^~ name*:isCatalogName/64 date_add date_upd description#:isCleanHtml/4194303 short_description#:isCleanHtml/4194303 meta_title#:isGenericName/255 meta_description#:isGenericName/512',
      associations: ['addresses address addresses | id>addresses'],
    },
    {
      name: 'suppliers',
      list: 'suppliers',
      node: 'supplier',
      fields:
        'link_rewrite name*:isCatalogName/64 active date_add:isDate date_upd:isDate description#:isCleanHtml/4194303 meta_title#:isGenericName/255 meta_description#:isGenericName/512',
    },
    { name: 'tags', list: 'tags', node: 'tag', fields: 'id_lang*:isUnsignedId name*:isGenericName/32' },
    {
      name: 'attachments',
      list: 'attachments',
      node: 'attachment',
      fields:
        'file*:isGenericName/40 file_name:isGenericName/255 file_size:isUnsignedId mime*:isCleanHtml/128 name*#:isGenericName/255 description#:isCleanHtml/4194303',
      associations: ['products product products | id*'],
    },
    {
      name: 'product_customization_fields',
      list: 'customization_fields',
      node: 'customization_field',
      fields:
        'id_product*:isUnsignedId type*:isUnsignedId required*:isBool is_module:isBool is_deleted:isBool name*#:/255',
    },
    {
      name: 'customizations',
      list: 'customizations',
      node: 'customization',
      fields:
        'id_address_delivery*>addresses:isUnsignedId id_cart*>carts:isUnsignedId id_product*>products:isUnsignedId id_product_attribute*:isUnsignedId quantity*:isUnsignedId quantity_refunded*:isUnsignedId quantity_returned*:isUnsignedId in_cart*:isBool',
      associations: [
        'customized_data_text_fields customized_data_text_field virtual | id_customization_field*>product_customization_fields value',
        'customized_data_images customized_data_image virtual | id_customization_field>product_customization_fields value',
      ],
    },
    {
      name: 'countries',
      list: 'countries',
      node: 'country',
      fields:
        'id_zone*>zones:isUnsignedId id_currency:isUnsignedId call_prefix:isInt iso_code*:isLanguageIsoCode/3 active:isBool contains_states*:isBool need_identification_number*:isBool need_zip_code:isBool zip_code_format:isZipCodeFormat/12 display_tax_label*:isBool name*#:isGenericName/64',
    },
    {
      name: 'states',
      list: 'states',
      node: 'state',
      fields:
        'id_zone*>zones:isUnsignedId id_country*>countries:isUnsignedId iso_code*:isStateIsoCode/7 name*:isGenericName/80 active:isBool',
    },
    { name: 'zones', list: 'zones', node: 'zone', fields: 'name*:isGenericName/64 active:isBool' },
    {
      name: 'currencies',
      list: 'currencies',
      node: 'currency',
      fields:
        'names# name*~:isGenericName/255 symbol#:/255 iso_code*:isLanguageIsoCode/3 numeric_iso_code:isNumericIsoCode/3 precision:isInt conversion_rate*:isUnsignedFloat deleted:isBool active:isBool unofficial:isBool modified:isBool pattern#:/255',
    },
    {
      name: 'languages',
      list: 'languages',
      node: 'language',
      fields:
        'name*:isGenericName/32 iso_code*:isLanguageIsoCode/2 locale:isLocale/5 language_code:isLanguageCode/5 active:isBool is_rtl:isBool date_format_lite*:isPhpDateFormat/32 date_format_full*:isPhpDateFormat/32',
    },
    { name: 'taxes', list: 'taxes', node: 'tax', fields: 'rate*:isFloat active deleted name*#:isGenericName/32' },
    {
      name: 'tax_rules',
      list: 'tax_rules',
      node: 'tax_rule',
      fields:
        'id_tax_rules_group*>tax_rule_groups:isUnsignedId id_state>states:isUnsignedId id_country*>countries:isUnsignedId zipcode_from:isPostCode/12 zipcode_to:isPostCode/12 id_tax*:isUnsignedId behavior:isUnsignedInt description:isString/100',
    },
    {
      name: 'tax_rule_groups',
      list: 'tax_rule_groups',
      node: 'tax_rule_group',
      fields: 'name*:isGenericName/64 active:isBool deleted:isBool date_add:isDate date_upd:isDate',
    },
    {
      name: 'carriers',
      list: 'carriers',
      node: 'carrier',
      fields:
        'deleted:isBool is_module:isBool id_tax_rules_group~>tax_rule_groups id_reference name*:isCarrierName/64 active*:isBool is_free:isBool url:isAbsoluteUrl/255 shipping_handling:isBool shipping_external range_behavior:isBool shipping_method:isUnsignedInt max_width:isUnsignedInt max_height:isUnsignedInt max_depth:isUnsignedInt max_weight:isFloat grade:isUnsignedInt/1 external_module_name:/64 need_range position delay*#:isGenericName/512',
    },
    {
      name: 'deliveries',
      list: 'deliveries',
      node: 'delivery',
      fields:
        'id_carrier*:isUnsignedId id_range_price*:isUnsignedId id_range_weight*:isUnsignedId id_zone*:isUnsignedId id_shop id_shop_group price*:isPrice',
    },
    {
      name: 'price_ranges',
      list: 'price_ranges',
      node: 'price_range',
      fields: 'id_carrier*:isInt delimiter1*:isUnsignedFloat delimiter2*:isUnsignedFloat',
    },
    {
      name: 'weight_ranges',
      list: 'weight_ranges',
      node: 'weight_range',
      fields: 'id_carrier*:isInt delimiter1*:isUnsignedFloat delimiter2*:isUnsignedFloat',
    },
    {
      name: 'shops',
      list: 'shops',
      node: 'shop',
      fields:
        'id_shop_group*>shop_groups id_category* active:isBool deleted:isBool name*:isGenericName/64 color:isColor/50 theme_name:isThemeName/255',
    },
    {
      name: 'shop_groups',
      list: 'shop_groups',
      node: 'shop_group',
      fields:
        'name*:isGenericName/64 color:isColor/50 share_customer:isBool share_order:isBool share_stock:isBool active:isBool deleted:isBool',
    },
    {
      name: 'shop_urls',
      list: 'shop_urls',
      node: 'shop_url',
      fields:
        'id_shop* active:isBool main:isBool domain*:isCleanHtml/255 domain_ssl:isCleanHtml/255 physical_uri:/64 virtual_uri:/64',
    },
    {
      name: 'configurations',
      list: 'configurations',
      node: 'configuration',
      fields:
        'value:/4194303 name*:isConfigName/254 id_shop_group:isUnsignedId id_shop:isUnsignedId date_add:isDate date_upd:isDate',
    },
    {
      name: 'translated_configurations',
      list: 'translated_configurations',
      node: 'translated_configuration',
      fields:
        'value#:/4194303 date_add:isDate date_upd:isDate name*:isConfigName/254 id_shop_group:isUnsignedId id_shop:isUnsignedId',
    },
    {
      name: 'contacts',
      list: 'contacts',
      node: 'contact',
      fields: 'email:isEmail/255 customer_service:isBool name*#:isGenericName/255 description#:isString/4194303',
    },
    {
      name: 'employees',
      list: 'employees',
      node: 'employee',
      fields:
        'id_lang*:isUnsignedInt last_passwd_gen^ stats_date_from^:isDate stats_date_to^:isDate stats_compare_from^:isDate stats_compare_to^:isDate passwd*:isHashedPassword/255 lastname*:isName/255 firstname*:isName/255 email*:isEmail/255 active:isBool id_profile*:isInt bo_color:isColor/32 default_tab:isInt bo_theme:isGenericName/32 bo_css:isGenericName/64 bo_width:isUnsignedInt bo_menu:isBool stats_compare_option:isUnsignedInt preselect_date_range:/32 id_last_order:isUnsignedInt id_last_customer_message:isUnsignedInt id_last_customer:isUnsignedInt reset_password_token:isSha1/40 reset_password_validity:isDateOrNull has_enabled_gravatar:isBool',
    },
    {
      name: 'guests',
      list: 'guests',
      node: 'guest',
      fields:
        'id_customer:isUnsignedId id_operating_system:isUnsignedId id_web_browser:isUnsignedId javascript:isBool screen_resolution_x:isInt screen_resolution_y:isInt screen_color:isInt sun_java:isBool adobe_flash:isBool adobe_director:isBool apple_quicktime:isBool real_player:isBool windows_media:isBool accept_language:isGenericName/8 mobile_theme:isBool',
    },
    {
      name: 'image_types',
      list: 'image_types',
      node: 'image_type',
      fields:
        'name*:isImageTypeName/64 width*:isImageSize height*:isImageSize categories:isBool products:isBool manufacturers:isBool suppliers:isBool stores:isBool',
    },
    {
      name: 'stores',
      list: 'stores',
      node: 'store',
      fields:
        'id_country*:isUnsignedId id_state:isNullOrUnsignedId hours#:isJson/4194303 postcode:/12 city*:isCityName/64 latitude:isCoordinate/13 longitude:isCoordinate/13 phone:isPhoneNumber/16 fax:isPhoneNumber/16 email:isEmail/255 active*:isBool date_add:isDate date_upd:isDate name*#:isGenericName/255 address1*#:isAddress/255 address2#:isAddress/255 note#:isCleanHtml/4194303',
    },
    {
      name: 'warehouses',
      list: 'warehouses',
      node: 'warehouse',
      fields:
        'id_address*:isUnsignedId id_employee*:isUnsignedId id_currency*:isUnsignedId valuation^~ deleted reference*:isString/64 name*:isString/45 management_type*:isStockManagement',
      associations: ['stocks stock stocks | id', 'carriers carrier carriers | id', 'shops shop shops | id name'],
    },
    {
      name: 'stocks',
      list: 'stocks',
      node: 'stock',
      fields:
        'id_warehouse*:isUnsignedId id_product*:isUnsignedId id_product_attribute*:isUnsignedId real_quantity^~ reference:isReference/64 ean13:isEan13/13 isbn:isIsbn/32 upc:isUpc/12 mpn:isMpn/40 physical_quantity*:isUnsignedInt usable_quantity*:isInt price_te*:isPrice',
    },
    {
      name: 'content_management_system',
      list: 'content',
      node: 'content',
      fields:
        'id_cms_category:isUnsignedInt position indexation active meta_description#:isGenericName/512 meta_title*#:isGenericName/255 head_seo_title#:isGenericName/255 link_rewrite*#:isLinkRewrite/128 content#:isCleanHtml/1073741823',
    },
  ]

export interface FieldRule {
  readonly name: string
  readonly required: boolean
  readonly readOnly: boolean
  readonly computed: boolean
  readonly translated: boolean
  /** The resource it points to. */
  readonly refersTo: string | null
  readonly format: string
  readonly maxLength: number | null
}

export interface AssociationRule {
  readonly name: string
  readonly node: string
  /** Null: rows that are no resource of their own. */
  readonly resource: string | null
  readonly fields: readonly FieldRule[]
  /** Its rows are a resource, and not linked. */
  readonly unlinked: boolean
  /** The shop declares no fields of it, written `(id)`: it shows them whole, and none of them by name. */
  readonly unnamed: boolean
}

export interface Resource {
  readonly name: string
  readonly list: string
  readonly node: string
  readonly fields: ReadonlyMap<string, FieldRule>
  readonly associations: ReadonlyMap<string, AssociationRule>
}

export const resources: ReadonlyMap<string, Resource> = new Map(
  table.map(({ name, list, node, fields, associations = [] }) => [
    name,
    {
      name,
      list,
      node,
      fields: byName(fields.split(' ').map(fieldRule)),
      associations: byName(associations.map(associationRule)),
    },
  ]),
)

/** The resources of a shop whose modules have given some of them fields, written as above: "erp_number:isGenericName/32". */
export const resourcesWith = (more: Readonly<Record<string, string>>): ReadonlyMap<string, Resource> =>
  new Map(
    [...resources].map(([name, resource]) => [
      name,
      more[name] === undefined
        ? resource
        : { ...resource, fields: new Map([...resource.fields, ...byName(more[name].split(' ').map(fieldRule))]) },
    ]),
  )

function fieldRule(text: string): FieldRule {
  const [, name = '', marks = '', refersTo, format = '', length] =
    /^(\w+)([*^~#]*)(?:>(\w+))?(?::(\w*)(?:\/(\d+))?)?$/.exec(text) ?? []
  if (name === '') throw new Error(`Not a field: ${text}`)
  return {
    name,
    required: marks.includes('*'),
    readOnly: marks.includes('^'),
    computed: marks.includes('~'),
    translated: marks.includes('#'),
    refersTo: refersTo ?? null,
    format,
    maxLength: length === undefined ? null : Number(length),
  }
}

function associationRule(text: string): AssociationRule {
  const [head = '', fields = ''] = text.split(' | ')
  const [, name = '', node = '', kind = '', minus] = /^(\w+) (\w+) ([\w/]+)(-?)$/.exec(head) ?? []
  const [, inside] = /^\((.*)\)$/.exec(fields) ?? []
  return {
    ...{ name, node, resource: kind === 'virtual' ? null : kind },
    fields: (inside ?? fields).split(' ').map(fieldRule),
    ...{ unlinked: minus === '-', unnamed: inside !== undefined },
  }
}

function byName<T extends { name: string }>(rules: readonly T[]): Map<string, T> {
  return new Map(rules.map((rule) => [rule.name, rule]))
}
