import type { Counter, Gauge, Histogram } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { counters, durations, gauges } from './domain/metrics.ts'
import type { Metrics } from './domain/observe.ts'

/** Metrics for a Prometheus scraper: OpenTelemetry counts, `text()` is what GET /metrics answers. */
export function createMetrics(): Metrics & { text(): Promise<string> } {
  // The exporter's own server stays off: the hub has one port.
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('ledgerline')
  // Without target_info: by default it holds the path of the program.
  const serializer = new PrometheusSerializer(undefined, false, undefined, true)
  const instruments = new Map<string, Counter | Histogram | Gauge>()
  const once = <I extends Counter | Histogram | Gauge>(name: string, make: () => I): I => {
    const known = (instruments.get(name) as I | undefined) ?? make()
    instruments.set(name, known)
    return known
  }
  return {
    // The serializer adds "_total" to a counter's name itself.
    count: (name, labels = {}, by = 1) =>
      once(name, () => meter.createCounter(name.replace(/_total$/, ''), { description: counters[name] })).add(
        by,
        labels,
      ),
    observe: (name, seconds, labels = {}) =>
      once(name, () =>
        meter.createHistogram(name, {
          description: durations[name],
          advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] },
        }),
      ).record(seconds, labels),
    gauge: (name, value, labels = {}) =>
      once(name, () => meter.createGauge(name, { description: gauges[name] })).record(value, labels),
    async text() {
      const { resourceMetrics } = await exporter.collect()
      return serializer.serialize(resourceMetrics)
    },
  }
}
