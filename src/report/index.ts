export { createMorningReport } from './morning.ts'
export { type ReportParts, readFacts } from './read-facts.ts'
export { makeReport, type Report, reportText } from './report.ts'
