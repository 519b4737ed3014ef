import type { Finding } from '../domain/connector.ts'
import type { ModuleState } from './module.ts'

const minute = 60_000
const longestWait = 30 * minute
const longestSilence = 24 * 60 * minute
const clocksApart = 60_000

/** What `doctor` has to say of the shop's module. Without one polling does the work: that is no fault. Pure. */
export function moduleFindings({ paired, health }: ModuleState, nowMs: number): Finding[] {
  const well = (found: string): Finding => ({ check: 'shop.module', level: 'ok', found })
  const warn = (check: string, found: string, todo: string): Finding => ({
    check: `shop.module.${check}`,
    level: 'warning',
    found,
    todo,
  })
  if (!paired) return [well('No module in the shop announces changes; polling finds them.')]
  if (!health?.module.heardAt)
    return [
      warn(
        'silent',
        'The module in the shop was never heard of.',
        'Open its settings in the shop and press Test; it says what is wrong.',
      ),
    ]
  const { module, shops, gaps } = health
  const { backlog } = module
  const since = (at: string) => nowMs - Date.parse(at)
  const ahead = shops.find(
    ({ lastEventAt, receivedAt }) => Date.parse(lastEventAt) - Date.parse(receivedAt) > clocksApart,
  )
  const found = [
    backlog?.oldest && since(backlog.oldest) > longestWait && since(module.heardAt!) > longestWait / 2
      ? warn(
          'backlog',
          `${backlog.waiting} events wait in the shop, the oldest since ${backlog.oldest.slice(0, 16).replace('T', ' ')} UTC.`,
          'Its cron does not run: set it as the module’s settings page says.',
        )
      : null,
    backlog && backlog.dead > 0
      ? warn(
          'dead-letters',
          `${backlog.dead} events in the shop are dead letters.`,
          'Look at them in the module’s settings, and send them again.',
        )
      : null,
    ahead
      ? warn(
          'clock',
          `The clock of shop ${ahead.shop} is ahead of the hub’s by more than a minute.`,
          'Set both clocks by NTP; at five minutes its events are refused.',
        )
      : null,
    gaps.count > 0 && since(module.heardAt!) > longestSilence
      ? warn(
          'silent',
          `The module has said nothing for a day, and polling found ${gaps.count} changes meanwhile.`,
          'Open its settings in the shop and press Test.',
        )
      : gaps.count > 0
        ? warn(
            'gaps',
            `Polling found ${gaps.count} changes that the module had not announced.`,
            'Nothing is lost. Direct changes in the shop’s database have no hook; else look at its log (Advanced Parameters, Logs).',
          )
        : null,
  ].filter((finding) => finding !== null)
  return found.length > 0
    ? found
    : [well(`The module in the shop was last heard of ${module.heardAt!.slice(0, 16).replace('T', ' ')} UTC.`)]
}
