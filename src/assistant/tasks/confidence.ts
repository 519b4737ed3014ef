import { z } from 'zod'

/** How sure a model says it is. Words, since its numbers mean little until they are measured. */
export const sureness = z.enum(['certain', 'likely', 'unsure'])
export type Sureness = z.infer<typeof sureness>

interface Weighed {
  readonly probability: number
  readonly suggested: boolean
}

/**
 * How often such an answer is right, from what both say. Where the model takes another one than the baseline, it is
 * surer of itself than it should be, so a person looks.
 *
 * @param baseline the baseline's probability of the same candidate; 0: it did not think of it
 * @param agrees it is the baseline's first too
 */
export function weigh(said: Sureness, baseline: number, agrees: boolean): Weighed {
  const own = { certain: 0.96, likely: 0.82, unsure: 0.5 }[said]
  if (agrees) {
    const probability = Math.min(0.995, Math.max(baseline, 1 - (1 - own) * (1 - 0.6 * baseline)))
    return { probability, suggested: said !== 'unsure' && probability >= 0.88 }
  }
  const probability = own * (0.8 + 0.2 * Math.min(1, baseline * 2))
  return { probability, suggested: said === 'certain' && baseline >= 0.2 }
}
