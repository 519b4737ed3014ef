import { type MantineColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RequestFailed } from '../api/client.ts'
import { createAppTheme } from '../kit/theme.ts'
import { Boundary } from './boundary.tsx'
import { Session } from './session.tsx'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The hub may be on this machine, or in a network without the internet: whether it answers, only asking tells.
      networkMode: 'always',
      // Live events make queries old; this is what is left where they do not come through.
      staleTime: 15_000,
      retry: (count, error) =>
        count < 2 && error instanceof RequestFailed && (error.kind === 'network' || error.kind === 'busy'),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

const place = 'ledgerline.scheme'
type Scheme = 'light' | 'dark' | 'auto'

/** Where the page's first script looks for it as well. */
const schemes: MantineColorSchemeManager = {
  get: (otherwise) => (localStorage.getItem(place) as Scheme | null) ?? otherwise,
  set: (value) => localStorage.setItem(place, value),
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => localStorage.removeItem(place),
}

export function App({ nonce }: { nonce: string }) {
  return (
    <MantineProvider
      theme={createAppTheme()}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={client}>
        <Boundary>
          <Session />
        </Boundary>
      </QueryClientProvider>
    </MantineProvider>
  )
}
