import { randomBytes } from 'node:crypto'
import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js'
import { fitted, type HubDoor, mappingsOf, quoted } from '../../tools/index.ts'
import { NotFound } from '../domain/errors.ts'
import { chosenIntegration } from './chosen-integration.ts'
import { guides } from './guides.ts'

/** One kind of record that has an address: `ledgerline://KIND/ID`. */
interface Kind {
  readonly title: string
  read(id: string): Promise<unknown>
  /** Ids that may be meant, newest first. */
  ids(): Promise<readonly string[]>
  /** Whether a client lists them: those a person is likely to look at. */
  readonly listed: boolean
}

const mostCompletions = 50

/** Guides of our own writing, and the hub's records by address: data of others, marked as such. */
export function addResources(server: McpServer, hub: HubDoor): void {
  for (const [name, { title, text }] of Object.entries(guides)) {
    const uri = `ledgerline://guides/${name}`
    server.registerResource(`guide ${name}`, uri, { title, mimeType: 'text/markdown' }, () => ({
      contents: [{ uri, mimeType: 'text/markdown', text }],
    }))
  }
  for (const [name, kind] of Object.entries(kindsOf(hub))) {
    const address = (id: string) => `ledgerline://${name}/${encodeURIComponent(id)}`
    const list = async () => ({
      resources: (await kind.ids()).map((id) => ({ uri: address(id), name: `${name} ${id}`, mimeType: 'text/plain' })),
    })
    const id = async (begun: string) =>
      (await kind.ids()).filter((each) => each.startsWith(begun)).slice(0, mostCompletions)
    const template = new ResourceTemplate(`ledgerline://${name}/{id}`, {
      list: kind.listed ? list : undefined,
      complete: { id },
    })
    server.registerResource(name, template, { title: kind.title, mimeType: 'text/plain' }, async (uri, variables) => {
      const value = await kind.read(decodeURIComponent(String(variables.id)))
      const { value: shown, leftOut } = fitted({ [name]: value })
      const cut = leftOut > 0 ? `\n${leftOut} values were left out: a resource holds no more.` : ''
      const text = `${quoted(shown, randomBytes(16).toString('hex'))}${cut}`
      return { contents: [{ uri: uri.href, mimeType: 'text/plain', text }] }
    })
  }
}

function kindsOf(hub: HubDoor): Readonly<Record<string, Kind>> {
  const base = async () => `/api/integrations/${await chosenIntegration(hub)}`
  const idsAt = async (path: string) => (await hub.get<{ id: string }[]>(path)).map(({ id }) => id)
  const mappings = async () => mappingsOf(hub, await chosenIntegration(hub))
  const runs = async () => hub.get<{ id: string; record: { key: string } }[]>(`${await base()}/runs?limit=100`)
  return {
    order: {
      title: 'One order, end to end',
      read: async (id) => hub.get(`${await base()}/orders/${encodeURIComponent(id)}`),
      ids: async () => [...new Set((await runs()).map(({ record }) => record.key))],
      listed: false,
    },
    run: {
      title: 'One run, with its journal',
      read: async (id) => hub.get(`${await base()}/runs/${encodeURIComponent(id)}`),
      ids: async () => (await runs()).map(({ id }) => id),
      listed: false,
    },
    mapping: {
      title: 'One mapping, in sentences and as data',
      async read(id) {
        const all = await mappings()
        if (Object.hasOwn(all, id)) return all[id]
        throw new NotFound(`Mapping ${id}`, `There are ${Object.keys(all).join(', ')}.`)
      },
      ids: async () => Object.keys(await mappings()),
      listed: true,
    },
    incident: {
      title: 'One incident, with the orders it holds',
      read: (id) => hub.get(`/api/incidents/${encodeURIComponent(id)}`),
      ids: () => idsAt('/api/incidents?state=open'),
      listed: true,
    },
    report: {
      title: 'The morning report: "now", or one that was stored',
      read: async (id) =>
        hub.get(
          id === 'now' ? `${await base()}/report` : `${await base()}/records/hub/report/${encodeURIComponent(id)}`,
        ),
      ids: async () => {
        const { records } = await hub.get<{ records: { key: string }[] }>(`${await base()}/records/hub/report`)
        return ['now', ...records.map(({ key }) => key)]
      },
      listed: true,
    },
    proposal: {
      title: 'One proposal',
      read: (id) => hub.get(`/api/proposals/${encodeURIComponent(id)}`),
      ids: () => idsAt('/api/proposals?state=pending'),
      listed: true,
    },
  }
}
