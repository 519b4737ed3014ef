export { createMorningReport } from './morning.ts'
export { readFacts, readStanding } from './read-facts.ts'
export { makeReport, type Report, reportText } from './report.ts'
