export { didYouMean } from '../domain/nearest.ts'
export { writeSteps } from './asked-of-record.ts'
export { proveReadBack } from './balance.ts'
export { beginningFlows, carriedSince, goesByItsBeginning, isCarried, startsIn } from './beginning.ts'
export {
  askOnceUnless,
  balance as balanceStep,
  booleanSetting,
  branch,
  defineFlow,
  defineMapping,
  each,
  ensure,
  find,
  forEach,
  group,
  integerSetting,
  map,
  read,
  readIfThere,
  set,
  settledUnless,
  skipUnless,
  skipUntil,
  stopUnless,
  textSetting,
  textsSetting,
  writeOnce,
} from './build.ts'
export { broughtIn, check, checked } from './check.ts'
export { rowsIn } from './cleared.ts'
export { compareReadBack, type Difference, sameValue, wrongInReadBack } from './compare.ts'
export { compile } from './compile.ts'
export { type DecidedRun, decide } from './decide.ts'
export { type DefinitionDifference, differencesOf } from './definition-difference.ts'
export { describeDifferences, fieldDifferences, fieldKindOf, planUpdate, type UpdatePlan } from './difference.ts'
export { changesNothing, type DefinitionEdit, edit, parseEdits, pinned } from './edit.ts'
export { editorSchema, editorSchemas } from './editor-schemas.ts'
export { entityWords } from './entity-words.ts'
export { explainFlow, explainMapping } from './explain.ts'
export {
  type Definition,
  type DefinitionParts,
  definitionFromParts,
  type FieldForm,
  type Flow,
  filledBy,
  type Guard,
  type Mapping,
  noneOf,
  type OpenQuestion,
  openQuestions,
  partsOfDefinition,
  type Schedule,
  type Setting,
  type Step,
  type StepOf,
  settingsFile,
  stepsWithin,
  type ValueMap,
  type ValueMapSide,
} from './format.ts'
export { functionReference } from './functions/index.ts'
export { recordIn } from './journaled.ts'
export { knownBy } from './known-by.ts'
export { withLaterAnswers } from './later-answers.ts'
export { mapAlone } from './map-alone.ts'
export { Memory } from './memory.ts'
export { changedPlaces, type MergeConflict, mergePart } from './merge.ts'
export { keysMeet, type NumberPrefix, numberPrefixes, prefixesMeet } from './number-prefixes.ts'
export { settlementProviders, settlementWords } from './payouts/formats.ts'
export type { Program } from './program.ts'
export { checkCorrections, correctedPlace } from './record-edits.ts'
export { type Reference, referencesOf } from './references.ts'
export { isLeftOut, lastDue, nextDue } from './schedule.ts'
export { conditionInWords, valueInWords } from './sentence/index.ts'
export { shopTaxes } from './shop-taxes.ts'
export { stepsInUse } from './steps-in-use.ts'
export {
  goesOnWithout,
  isListed,
  type ListedSide,
  listSide,
  type ReadRecords,
  type ReadSides,
  sourcesOf,
  valuesOf,
} from './value-map-sides.ts'
export { recordToValue } from './values.ts'
