export { isKey, keyForm } from './keys.ts'
export { checkWriteRight, writeRights } from './rights.ts'
export { unwritableFields } from './unwritable-fields.ts'
export { prestashopWrites, writeToShop } from './write-to-shop.ts'
