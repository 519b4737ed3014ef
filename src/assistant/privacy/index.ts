export { createMinimiser, type Minimiser, personalNames } from './minimise.ts'
export { type AnswerPlace, withoutPeople } from './without-people.ts'
