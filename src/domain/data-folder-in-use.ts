import { HubError } from './errors.ts'

/** A hub that serves a data folder. */
export interface ServingHub {
  readonly pid: number
  /** Null until it listens. */
  readonly url: string | null
}

/** Another process serves this data folder, or holds it. */
export class DataFolderInUse extends HubError {
  readonly code = 'data_folder_in_use'
  readonly next = { do: 'ask' } as const
  readonly hint =
    'Use that one: commands find it by themselves. Or stop it, or give this one a folder and a port of its own with LEDGERLINE_DATA and LEDGERLINE_PORT.'
  /** @param by null: nobody knows who it is */
  constructor(folder: string, by: ServingHub | null) {
    super(
      `${by === null ? 'Another process, perhaps of an older version,' : nameOf(by)} uses the data folder ${folder}`,
    )
  }
}

const nameOf = ({ pid, url }: ServingHub) =>
  url === null ? `A Ledgerline that is starting (process ${pid})` : `Ledgerline at ${url} (process ${pid})`
