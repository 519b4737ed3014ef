import { defineConfig } from 'drizzle-kit'

/** `npx drizzle-kit generate` writes the SQL of a changed schema into src/db/migrations; the hub applies it at start. */
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./src/db/schema.ts', './src/db/sign-in-schema.ts'],
  out: './src/db/migrations',
})
