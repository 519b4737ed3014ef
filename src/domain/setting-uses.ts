const read = /\bsettings\.([A-Za-z_]\w*)/g
/** Steps of all kinds, in branches and rows too, name their mapping so. */
const mapping = /"(?:by|takes)":"([a-z0-9-]+)"/g
/** Guards of rounds, and the places that are sold from, name a setting by itself. */
const bare = /"(?:mostIs|percentIs|places)":"([A-Za-z_]\w*)"/g

/**
 * The flows that read each setting, in their own expressions or in those of the mappings that they use. One flow: the setting
 * is its own. Several: they share it. None: nothing reads it, unless an entity names it (`letters`). It reads the parts as
 * texts, so that pages need no parser.
 */
export function settingUses({
  settings,
  flows,
  mappings,
}: {
  readonly settings: { readonly settings: Readonly<Record<string, unknown>> }
  readonly flows: Readonly<Record<string, { readonly id: string }>>
  readonly mappings: Readonly<Record<string, object>>
}): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>(Object.keys(settings.settings).map((name) => [name, []]))
  for (const flow of Object.values(flows)) {
    const text = JSON.stringify(flow)
    const used = namedIn(text, mapping).map((id) => JSON.stringify(mappings[id] ?? null))
    const names = [...namedIn(text, bare), ...[text, ...used].flatMap((one) => namedIn(one, read))]
    for (const name of new Set(names)) uses.get(name)?.push(flow.id)
  }
  return uses
}

const namedIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!)
