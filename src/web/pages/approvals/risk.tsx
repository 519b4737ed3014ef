import { IconShieldCheck, IconShieldExclamation, IconShieldHalf } from '@tabler/icons-react'
import type { Risk } from '../../../domain/proposal.ts'
import { t } from '../../words/index.ts'
import css from './approvals.module.css'

const icons = { low: IconShieldCheck, medium: IconShieldHalf, high: IconShieldExclamation }

export function RiskMark({ risk }: { risk: Risk }) {
  const Icon = icons[risk.level]
  return (
    <span className={css.risk} data-level={risk.level}>
      <Icon size={15} aria-hidden />
      {t.approvals.risks[risk.level]}
    </span>
  )
}
