import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { t } from '../words/index.ts'

/** Prints the page, without itself. */
export const PrintButton = () => (
  <Button
    variant="subtle"
    size="compact-xs"
    leftSection={<IconPrinter size={14} />}
    onClick={() => window.print()}
    data-no-print
  >
    {t.actions.print}
  </Button>
)
