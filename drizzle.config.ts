/** `npm run migration` writes the SQL of a changed schema into src/db/migrations; the hub applies it at start. */
export default {
  dialect: 'postgresql',
  schema: ['./src/db/schema.ts', './src/db/sign-in-schema.ts'],
  out: './src/db/migrations',
}
