import { homeElsewhere } from './db/index.ts'

/** All folders that hold what this hub keeps: the database may lie elsewhere. One of its own on a server is not looked at. */
export function dataFolders({
  dataFolder,
  databaseUrl,
}: {
  readonly dataFolder: string
  readonly databaseUrl: string | null
}): readonly string[] {
  const elsewhere = databaseUrl === null ? homeElsewhere(dataFolder) : null
  return elsewhere === null ? [dataFolder] : [dataFolder, elsewhere]
}
