import { Authenticator } from './authenticator.tsx'
import { Passkeys } from './passkeys.tsx'

/** What one signs in with beside the password. */
export function Factors() {
  return (
    <>
      <Authenticator />
      <Passkeys />
    </>
  )
}
