import '@xyflow/react/dist/style.css'
import {
  IconArrowsSplit2,
  IconBolt,
  IconBook2,
  IconFilter,
  IconRepeat,
  IconScale,
  IconSearch,
  IconSend,
  IconWand,
} from '@tabler/icons-react'
import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  PanOnScrollMode,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { useMemo } from 'react'
import { t } from '../../words/index.ts'
import css from './flows.module.css'
import type { ShownStep } from './steps.ts'

const icons = {
  start: IconBolt,
  read: IconBook2,
  find: IconSearch,
  gate: IconFilter,
  write: IconSend,
  map: IconWand,
  proof: IconScale,
  branch: IconArrowsSplit2,
  each: IconRepeat,
}
type Box = Node<
  {
    readonly kind: keyof typeof icons
    readonly title: string
    readonly text: string
    readonly place: number
    readonly count?: string | undefined
  },
  'step'
>

// Boxes of one size are laid out before the first paint, by their place alone: nothing is stored, so nothing drifts.
const size = { width: 270, height: 62 }
const gap = 26
const indent = 60

function StepBox({ data: { kind, title, text, count } }: NodeProps<Box>) {
  const Icon = icons[kind]
  return (
    <div className={css.box} data-kind={kind} title={text}>
      <Handle type="target" position={Position.Top} className={css.handle} isConnectable={false} />
      <Icon size={17} aria-hidden />
      <div>
        <strong>{title}</strong>
        <span>{text}</span>
      </div>
      {count && <em>{count}</em>}
      <Handle type="source" position={Position.Bottom} className={css.handle} isConnectable={false} />
    </div>
  )
}
const nodeTypes = { step: StepBox }

/** A flow as a drawing of its data. The list beside it says the same in words, and is the one for keyboards. */
export default function Drawing({
  on,
  steps,
  counts,
  label,
}: {
  on: string
  steps: readonly ShownStep[]
  /** What the last runs did, by step. */
  counts: ReadonlyMap<string, string>
  label: string
}) {
  const { nodes, edges } = useMemo(() => drawn(on, steps, counts), [on, steps, counts])
  return (
    <section className={css.drawing} aria-label={label}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        // A long flow would be fitted until nobody can read it: it begins at its first step, and is dragged or scrolled.
        defaultViewport={{ x: 24, y: 24, zoom: 0.9 }}
        minZoom={0.2}
        maxZoom={1.4}
        panOnScroll
        panOnScrollMode={PanOnScrollMode.Vertical}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnScroll={false}
        proOptions={{ hideAttribution: false }}
      >
        <Background gap={20} color="var(--line)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </section>
  )
}

function drawn(
  on: string,
  steps: readonly ShownStep[],
  counts: ReadonlyMap<string, string>,
): { nodes: Box[]; edges: Edge[] } {
  const box = (id: string, place: number, depth: number, data: Omit<Box['data'], 'place'>): Box => ({
    id,
    type: 'step',
    position: { x: depth * indent, y: place * (size.height + gap) },
    ...size,
    data: { ...data, place },
  })
  const nodes = [
    box('start', 0, 0, { kind: 'start', title: t.flows.starts, text: on }),
    ...steps.map(({ id, kind, title, text, depth }, place) =>
      box(id, place + 1, depth, { kind, title, text, count: counts.get(id) }),
    ),
  ]
  const edges = steps.map(({ id, after, side }): Edge => {
    const source = after ?? 'start'
    return {
      id: `${source}-${id}`,
      source,
      target: id,
      type: 'smoothstep',
      ...(side ? { label: sideText(side) } : {}),
      style: { stroke: 'var(--line-strong)', strokeWidth: 1.5 },
      labelStyle: { fill: 'var(--text)', fontSize: 12, fontWeight: 600 },
      labelBgStyle: { fill: 'var(--surface)' },
    }
  })
  return { nodes, edges }
}

const sideText = (side: NonNullable<ShownStep['side']>) =>
  side === 'then' ? t.flows.yes : side === 'otherwise' ? t.flows.no : t.flows.row
