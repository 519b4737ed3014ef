import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { t } from '../words/index.ts'

/** A defect of one page leaves the rest of the app standing. `at`: another address forgets it. */
export class Boundary extends Component<{ children: ReactNode; at?: string }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override componentDidUpdate(before: { at?: string }) {
    if (before.at !== this.props.at && this.state.error) this.setState({ error: null })
  }

  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <div role="alert" style={{ padding: 32, maxWidth: 640 }}>
        <h1 style={{ fontSize: 20 }}>{t.boundary.title}</h1>
        <p style={{ marginTop: 8 }}>{t.boundary.text}</p>
        <pre style={{ whiteSpace: 'pre-wrap', fontSize: 12 }}>{error.message}</pre>
        <Button onClick={() => location.reload()}>{t.actions.reload}</Button>
      </div>
    )
  }
}
