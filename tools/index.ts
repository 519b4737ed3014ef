import type { Tool } from './define-tool.ts'
import { readFlow, readValueMap } from './definition.ts'
import { explainOrder } from './explain-order.ts'
import { listIncidents, readIncident } from './incidents.ts'
import { callOperation, searchOperations } from './operations.ts'
import { planOrder } from './plan-order.ts'
import {
  listProposals,
  proposeLinkRepair,
  proposeMappingEdit,
  proposeRecordCorrection,
  proposeReplay,
  proposeValueMapEntry,
  readProposal,
} from './proposals.ts'
import { listGpRecords, listShopRecords, readRecord } from './records.ts'
import { searchShopOrders } from './search-shop-orders.ts'
import { readStatus } from './status.ts'

export type { HubDoor, Tool, ToolAnswer, ToolContext } from './define-tool.ts'
export { mappingsOf } from './definition.ts'
export { quoted } from './untrusted.ts'

/** Every tool, in the order in which it is published. The order is kept: clients cache the list. */
export const tools: readonly Tool[] = [
  readStatus,
  explainOrder,
  searchShopOrders,
  planOrder,
  listIncidents,
  readIncident,
  readRecord,
  listShopRecords,
  listGpRecords,
  readValueMap,
  readFlow,
  proposeValueMapEntry,
  proposeMappingEdit,
  proposeRecordCorrection,
  proposeReplay,
  proposeLinkRepair,
  listProposals,
  readProposal,
  searchOperations,
  callOperation,
]
