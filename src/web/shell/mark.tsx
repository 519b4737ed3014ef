/** The product's mark. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#3346a8" />
      <path d="M9 7v17h14" fill="none" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M15 11h9M15 17h9" stroke="#b9c4ff" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}
