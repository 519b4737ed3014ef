import { dec } from '../domain/decimal.ts'
import { foldedKey, type RecordValue, ref, refText } from '../domain/record.ts'
import { type BothSides, unlessRefused } from './both-sides.ts'
import type { Units } from './entered.ts'
import { answersOf, settingOf } from './value-maps.ts'

/**
 * The units of these items in GP, and which of them one piece of the shop is, as the flow of orders has it: by the value map "unit",
 * else the default selling unit where the setting `sellingUnits` is on, else the base unit. What cannot be read is not known.
 */
export async function unitsOf(sides: Pick<BothSides, 'readMany' | 'parts'>, items: readonly string[]): Promise<Units> {
  const refs = [...new Set(items)].map((item) => ref('gp.item', item))
  const read = refs.length === 0 ? new Map() : ((await unlessRefused(sides.readMany(refs))) ?? new Map())
  const known = new Map<string, RecordValue>()
  for (const item of refs) {
    const one = read.get(refText(item))
    if (one && 'value' in one && one.value) known.set(foldedKey(item.key), one.value)
  }
  const answers = answersOf(sides, 'unit')
  // Definitions of before the value map take what GP takes by itself.
  const isNamed = 'value-maps/unit.json' in sides.parts
  const sells = settingOf(sides, 'sellingUnits') === true
  return {
    inBase(item, unit) {
      const { BaseUofM, UnitsOfMeasure } = known.get(foldedKey(item)) ?? {}
      if (unit.trim() === '') return null
      if (typeof BaseUofM === 'string' && foldedKey(BaseUofM) === foldedKey(unit)) return dec('1')
      const units = Array.isArray(UnitsOfMeasure) ? (UnitsOfMeasure as readonly RecordValue[]) : []
      const found = units.find(({ UofM }) => foldedKey(String(UofM)) === foldedKey(unit))
      return found ? dec(String(found.QuantityInBaseUofM)) : null
    },
    ofPiece(item, reference) {
      const { BaseUofM, DefaultSellingUofM } = known.get(foldedKey(item)) ?? {}
      if (!isNamed) return ''
      return answers.get(reference) || String((sells ? DefaultSellingUofM : BaseUofM) ?? '')
    },
  }
}
