/** Browsers name those that they are compatible with as well, so the order counts: Edge says "Chrome" and "Safari", too. */
const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const
const systems = ['Windows', 'Android', 'iPhone', 'iPad', 'Mac OS', 'Linux'] as const

/** "Chrome, Linux" of what a browser says of itself; null: none that we know. */
export function browserName(agent: string): string | null {
  const name = browsers.find(([mark]) => agent.includes(`${mark}/`))?.[1]
  if (name === undefined) return null
  const system = systems.find((one) => agent.includes(one))
  return system ? `${name}, ${system}` : name
}
