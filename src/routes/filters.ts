import { z } from 'zod'
import { isStorable } from '../domain/storable.ts'
import type { SavedFilter } from '../domain/stores.ts'
import { route, shape } from './route.ts'

const text = (most: number) => z.string().max(most).refine(isStorable, 'holds characters that cannot be stored')
const integration = z.string().max(40)
const list = z.string().regex(/^[\w.-]{1,100}$/, 'is "incidents", "approvals" or an entity')
const name = text(60).trim().min(1)
const query = z
  .record(z.string().regex(/^\w{1,40}$/), text(500))
  .refine((parts) => Object.keys(parts).length <= 20, 'has more than 20 parts')

const savedFilter = shape<SavedFilter>()(
  z
    .object({ id: z.string(), list: z.string(), name: z.string(), query: z.record(z.string(), z.string()) })
    .meta({ id: 'SavedFilter', description: 'A filter of a list under a name. Each person has their own.' }),
)

/** Filters of lists that a person has saved: the same in each browser in which they sign in. */
export const filterRoutes = {
  listFilters: route('GET /api/filters', {
    says: 'The filters that who asks has saved for one list: "incidents", "approvals" or an entity.',
    scope: 'read',
    query: z.object({ integration, list }),
    answer: z.array(savedFilter),
  }),
  saveFilter: route('PUT /api/filters', {
    says: 'Saves a filter of a list for who asks, in the place of one of the same name. `query` has what the list shows by the names in its address: {"search": "REF1", "state": "stopped"}.',
    scope: 'read',
    input: 'The filter',
    body: z.strictObject({ integration, list, name, query }),
    answer: savedFilter,
  }),
  removeFilter: route('DELETE /api/filters/:id', {
    says: 'Removes a filter that who asks has saved.',
    scope: 'read',
    answer: z.object({ removed: z.literal(true) }),
  }),
}
