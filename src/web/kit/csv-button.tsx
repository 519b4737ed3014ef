import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { downloadCsv } from './download-csv.ts'

interface CsvButtonProps {
  /** Of a whole list: where the hub makes the file. */
  readonly href?: string
  /** Of what the page holds, as it shows it: the file's name, and its rows with their heads. */
  readonly name?: string
  readonly rows?: () => readonly (readonly string[])[]
}

/** Takes a list along as a file for spreadsheets. */
export function CsvButton({ href, name = 'list', rows }: CsvButtonProps) {
  const common = { variant: 'default', size: 'xs', leftSection: <IconDownload size={14} /> } as const
  return href !== undefined ? (
    <Button component="a" href={href} download {...common}>
      CSV
    </Button>
  ) : (
    <Button onClick={() => rows && downloadCsv(`${name}.csv`, rows())} {...common}>
      CSV
    </Button>
  )
}
