export { createMinimiser, type Minimiser, personalNames } from './minimise.ts'
