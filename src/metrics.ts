import type { Counter, Gauge, Histogram } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import type { Metrics } from './domain/observe.ts'

/** Metrics for a Prometheus scraper: OpenTelemetry counts, `text()` is what GET /metrics answers. */
export function createMetrics(): Metrics & { text(): Promise<string> } {
  // The exporter's own server stays off: the hub has one port.
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const meter = new MeterProvider({ readers: [exporter] }).getMeter('ledgerline')
  const serializer = new PrometheusSerializer()
  const counters = new Map<string, Counter>()
  const histograms = new Map<string, Histogram>()
  const gauges = new Map<string, Gauge>()
  return {
    // The serializer adds "_total" to a counter's name itself.
    count: (name, labels = {}, by = 1) =>
      once(counters, name, () => meter.createCounter(name.replace(/_total$/, ''))).add(by, labels),
    observe: (name, seconds, labels = {}) =>
      once(histograms, name, () =>
        meter.createHistogram(name, {
          advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] },
        }),
      ).record(seconds, labels),
    gauge: (name, value, labels = {}) => once(gauges, name, () => meter.createGauge(name)).record(value, labels),
    async text() {
      const { resourceMetrics } = await exporter.collect()
      return serializer.serialize(resourceMetrics)
    },
  }
}

function once<T>(known: Map<string, T>, name: string, make: () => T): T {
  let made = known.get(name)
  if (!made) {
    made = make()
    known.set(name, made)
  }
  return made
}
