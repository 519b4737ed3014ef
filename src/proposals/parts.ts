import type { Clock } from '../domain/clock.ts'
import type { AskedWrite, DirectWrites, EntityRegistry, RecordSearch, RemoteWrite } from '../domain/connector.ts'
import type { Integration } from '../domain/definition.ts'
import { NotFound } from '../domain/errors.ts'
import type { Seal as MarkSeal } from '../domain/identity.ts'
import type { Log } from '../domain/observe.ts'
import type { Proposal, ProposedWrite } from '../domain/proposal.ts'
import type { EntityName, IntegrationId, RecordKey, RecordRef, RecordValue, System } from '../domain/record.ts'
import type { Database } from '../domain/stores.ts'
import type { Engine } from '../engine/index.ts'
import { type Definition, definitionFromParts, type ValueMap, type ValueMapSide } from '../language/index.ts'
import type { Seal } from './approval.ts'
import type { KeptDocuments } from './kept-documents.ts'

/** What proposals are carried out with. */
export interface CarryOutParts {
  readonly database: Database
  readonly engine: Engine
  readonly entities: EntityRegistry
  /** What may be written by itself. */
  readonly writes: DirectWrites
  readonly clock: Clock
  readonly log: Log
  readonly hash: (text: string) => string
  readonly seal: Seal
  /** Keyed hashes of personal marks, as the engine makes them. */
  readonly sealMark: MarkSeal
  readonly remote: {
    read(integration: Integration, record: RecordRef): Promise<RecordValue | null>
    list(integration: Integration, entity: EntityName): Promise<RecordValue[]>
    write(integration: Integration, write: RemoteWrite): Promise<RecordKey>
    search(integration: Integration, entity: EntityName, search: RecordSearch): Promise<RecordValue[]>
    /** @throws NeedsPerson when a right is known to be missing */
    voidAlso(integration: Integration, record: RecordRef, held: RecordValue): Promise<string | null>
    checkRight(integration: Integration, write: AskedWrite): Promise<void>
    /** @see Connector.checkWrite */
    checkWrite(integration: Integration, write: RemoteWrite): Promise<void>
    /** @see Connector.wouldSend */
    wouldSend(integration: Integration, write: RemoteWrite): Promise<string | null>
  }
  readonly settleMs: Readonly<Record<System, number>>
  readonly keptDocuments: Pick<KeptDocuments, 'check'>
  /** Of what is still to be written, records of which the hub would propose something else by now, by `refText`. */
  readonly outdated: (proposal: Proposal, writes: readonly ProposedWrite[]) => Promise<ReadonlySet<string>>
}

/** @throws NotFound */
export async function integrationWithDefinition(
  database: Database,
  id: IntegrationId,
): Promise<{ integration: Integration; definition: Definition }> {
  const integration = await database.stores.integrations.get(id)
  if (!integration) throw new NotFound(`Integration ${id}`, '"ledgerline import FOLDER" makes one.')
  return {
    integration,
    definition: definitionFromParts(await database.stores.integrations.version(id, integration.version)),
  }
}

export interface ProposalParts extends CarryOutParts {
  readonly newId: () => string
  /** Whose keys the answers of a value map are; null: that is not known. */
  readonly answersWith: (valueMap: ValueMap) => ValueMapSide | null
  /** What speaks against the answers of a changed definition, by what both systems list, in sentences. */
  readonly doubts: (integration: Integration, before: Definition, after: Definition) => Promise<readonly string[]>
}
