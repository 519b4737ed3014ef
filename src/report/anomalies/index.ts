export type { Anomaly } from './find.ts'
export { anomalyKey, readAnomalies } from './read.ts'
export { anomalySentence } from './sentence.ts'
