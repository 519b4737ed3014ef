export { type AnsweredBy, createModel, type Model, type ModelParts, type Unanswered } from './model.ts'
export { pricesOf } from './prices.ts'
export { promptOf } from './prompt.ts'
