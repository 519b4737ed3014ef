import { type Ability, ability } from './measure.ts'
import { anomalies } from './suites/anomalies.ts'
import { cases } from './suites/cases.ts'
import { chat } from './suites/chat.ts'
import { fields } from './suites/fields.ts'
import { fixes } from './suites/fixes.ts'
import { groups } from './suites/groups.ts'
import { hostile } from './suites/hostile.ts'
import { incidents } from './suites/incidents.ts'
import { injection } from './suites/injection.ts'
import { rules } from './suites/rules.ts'
import { stock } from './suites/stock.ts'
import { validation } from './suites/validation.ts'
import { valueMaps } from './suites/value-maps.ts'
import { baselineAnomalies, threeSigma } from './systems/baseline-anomalies.ts'
import { groupsBaseline, triageBaseline } from './systems/baseline-failures.ts'
import { baselineFields } from './systems/baseline-fields.ts'
import { fixesOn } from './systems/baseline-fixes.ts'
import { baselineIncidents } from './systems/baseline-incidents.ts'
import { baselineInjection } from './systems/baseline-injection.ts'
import { baselineRules, noRules } from './systems/baseline-rules.ts'
import { baselineStock, threeSigmaMoves } from './systems/baseline-stock.ts'
import { baselineValidation, noFindings } from './systems/baseline-validation.ts'
import { baselineValueMaps } from './systems/baseline-value-maps.ts'
import { chatOn } from './systems/chat.ts'
import { comaFields, comaValueMaps, firstValue } from './systems/coma.ts'
import { baselineAnswers, hostileOn } from './systems/hostile.ts'
import { modelSystems } from './systems/model.ts'
import { sandboxedHub } from './systems/sandboxed-hub.ts'
import { trivialCases, trivialGroups } from './systems/trivial-failures.ts'
import { trivialFields } from './systems/trivial-fields.ts'
import { trivialValueMaps } from './systems/trivial-value-maps.ts'

/**
 * What is measured, and the systems that are compared. The product's own system is called `baseline` (no model) or
 * `model`; all others show how far one comes without it. An ability without a `baseline` is not built yet, and the
 * report says so.
 */
export const abilities: readonly Ability[] = [
  ability(valueMaps, {
    majority: () => firstValue,
    ...trivialValueMaps,
    coma: () => comaValueMaps,
    baseline: () => baselineValueMaps,
    model: ({ tape, asking }) => modelSystems(tape, asking).valueMaps,
  }),
  ability(fields, {
    ...trivialFields,
    coma: () => comaFields,
    baseline: () => baselineFields,
    model: ({ tape, asking }) => modelSystems(tape, asking).fields,
  }),
  ability(cases, {
    ...trivialCases,
    baseline: () => triageBaseline,
    model: ({ tape, asking }) => modelSystems(tape, asking).cases,
  }),
  // A model words causes; it decides neither groups nor drafted fixes. Whoever asks for it gets what the product answers then.
  ability(groups, { ...trivialGroups, baseline: () => groupsBaseline, model: () => groupsBaseline }),
  ability(incidents, { baseline: () => baselineIncidents, model: () => baselineIncidents }),
  ability(rules, {
    none: () => noRules,
    baseline: () => baselineRules,
    model: ({ tape, asking }) => modelSystems(tape, asking).rules,
  }),
  ability(validation, { nothing: () => noFindings, baseline: () => baselineValidation }),
  ability(injection, {
    baseline: () => baselineInjection,
    model: ({ tape, asking }) => modelSystems(tape, asking).injection,
  }),
  ability(hostile, {
    baseline: () => hostileOn(baselineAnswers),
    model: ({ tape, asking }) => hostileOn(modelSystems(tape, asking).hostile),
  }),
  ability(chat, { model: (context) => chatOn(context) }),
  ability(anomalies, { 'three sigma': () => threeSigma, baseline: () => baselineAnomalies }),
  ability(stock, { 'three sigma': () => threeSigmaMoves, baseline: () => baselineStock }),
  ability(fixes, { baseline: async () => fixesOn(await sandboxedHub()) }),
]
