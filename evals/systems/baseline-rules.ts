import type { DraftedRule } from '../../src/assistant/rules-in-words/index.ts'
import { draftRule } from '../../src/assistant/rules-in-words/index.ts'
import type { Json } from '../../src/domain/record.ts'
import type { RuleAnswer, RuleSeen } from '../suites/rules.ts'
import type { System } from '../suites/suite.ts'
import { entities, ruleDefinition } from './rule-world.ts'

export const ruleAnswer = ({ edits, assumptions, cannot }: DraftedRule): RuleAnswer => ({
  edits: edits as unknown as Json[],
  assumptions: [...assumptions],
  cannot,
})

export const baselineRules: System<RuleSeen, RuleAnswer> = ({ words }) =>
  ruleAnswer(draftRule(words, { definition: ruleDefinition(), entities }))

/** No rule is ever made. */
export const noRules: System<RuleSeen, RuleAnswer> = () => ({ edits: [], assumptions: [], cannot: 'none' })
