import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import './kit/theme.css'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { guardHistory } from './kit/guard.ts'
import { App } from './shell/app.tsx'
import { loadWords } from './words/index.ts'

/** What this page may style by script: handed over by the hub with the page, and used by Mantine and what it is made of. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
setNonce(nonce)

// A newer build has taken the place of this one, and with it its parts: the page is loaded anew, once.
window.addEventListener('vite:preloadError', (event) => {
  const mark = 'ledgerline.reloaded'
  if (Date.now() - Number(sessionStorage.getItem(mark) ?? 0) < 10_000) return
  event.preventDefault()
  sessionStorage.setItem(mark, String(Date.now()))
  location.reload()
})

guardHistory()
await loadWords()
createRoot(document.getElementById('root')!).render(<App nonce={nonce} />)
