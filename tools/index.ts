import { callOperation } from './call-operation.ts'
import type { Tool } from './define-tool.ts'
import { explainOrder } from './explain-order.ts'
import { listGpRecords } from './list-gp-records.ts'
import { listIncidents } from './list-incidents.ts'
import { listProposals } from './list-proposals.ts'
import { listShopRecords } from './list-shop-records.ts'
import { planOrder } from './plan-order.ts'
import { proposeLinkRepair } from './propose-link-repair.ts'
import { proposeMappingEdit } from './propose-mapping-edit.ts'
import { proposeRecordCorrection } from './propose-record-correction.ts'
import { proposeReplay } from './propose-replay.ts'
import { proposeValueMapEntry } from './propose-value-map-entry.ts'
import { readFlow } from './read-flow.ts'
import { readIncident } from './read-incident.ts'
import { readProposal } from './read-proposal.ts'
import { readRecord } from './read-record.ts'
import { readStatus } from './read-status.ts'
import { readValueMap } from './read-value-map.ts'
import { searchOperations } from './search-operations.ts'
import { searchShopOrders } from './search-shop-orders.ts'
import { suggestMapping } from './suggest-mapping.ts'
import { suggestValueMapEntries } from './suggest-value-map-entries.ts'

export { showAnswer, showFailure } from './answer.ts'
export { checkedInput } from './checked-input.ts'
export type { HubDoor, Tool, ToolContext } from './define-tool.ts'
export { mappingsOf } from './integration-definition.ts'
export { orderId } from './order-id.ts'
export { fitted, quoted } from './untrusted.ts'

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
  suggestValueMapEntries,
  suggestMapping,
]
