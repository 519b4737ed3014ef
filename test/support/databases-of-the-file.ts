import { afterAll, inject } from 'vitest'
import { dropDatabases } from './database.ts'

// Registered before all others, so it runs after them.
afterAll(() => dropDatabases(inject('databases')))
