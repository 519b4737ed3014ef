import type { Finding } from '../../domain/connector.ts'
import { modelTasks } from '../../domain/model-tasks.ts'
import type { ModelSettings } from './model.ts'
import { saysWhyNot } from './outcome.ts'

/** Asks the provider whether it accepts the key, and how long each chosen model will be there. */
export async function checkModels(settings: ModelSettings): Promise<Finding[]> {
  const wire = await settings.wire()
  if (wire === null)
    return [
      {
        check: 'model.key',
        level: 'ok',
        found: 'No key for a model is set: suggestions and triage work without one, and say so.',
      },
    ]
  const used = new Map<string, string[]>()
  for (const task of modelTasks) {
    const chosen = settings.of(task)
    if (chosen) used.set(chosen.model, [...(used.get(chosen.model) ?? []), task])
  }
  const findings: Finding[] = []
  for (const [model, tasks] of used) {
    const check = `model.${model}`
    try {
      const { lifecycle, retires_at } = await wire.client.models.retrieve(model)
      const until = retires_at ? ` It is retired on ${retires_at.slice(0, 10)}.` : ''
      findings.push(
        lifecycle === 'active' || lifecycle === undefined
          ? { check, level: 'ok', found: `${model} answers for ${tasks.join(', ')}.${until}` }
          : {
              ...{ check, level: lifecycle === 'retired' ? 'error' : 'warning' },
              found: `${model} (${tasks.join(', ')}) is ${lifecycle}.${until}`,
              todo: 'Choose a newer model in LEDGERLINE_MODELS, and run the evals with it.',
            },
      )
    } catch (error) {
      const outcome = wire.outcomeOf(error)
      findings.push({
        ...{ check: outcome === 'wrong_key' ? 'model.key' : check, level: 'warning' },
        found: `${model} (${tasks.join(', ')}): ${saysWhyNot[outcome]}`,
        todo: 'The hub works on without it. Check key, address and models: "ledgerline assistant".',
      })
      // One key, one address: the others would fail in the same way, after the same wait.
      if (outcome !== 'unknown_model') break
    }
  }
  return findings
}
