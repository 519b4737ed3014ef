import { personHeader, refusalOf } from '../api/client.ts'

/**
 * Asks for a file by POST and hands it to the browser under a name.
 * @throws RequestFailed: refused, or no answer
 */
export async function saveFile(path: string, body: unknown, name: string): Promise<void> {
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...personHeader(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null)
  if (!response?.ok) throw await refusalOf(response)
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
