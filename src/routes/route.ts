import type { z } from 'zod'
import type { Scope } from '../domain/person.ts'
import type { Json } from '../domain/record.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** "GET /api/incidents/:id": method and path, as Hono writes paths. */
export type At = `${Method} /${string}`

/** An answer that is no JSON. `text/event-stream` stays open. */
export interface Media {
  readonly media: 'application/zip' | 'text/plain' | 'text/csv' | 'text/event-stream' | 'text/html'
}

/**
 * One route, described once: who may use it, what it takes, what it answers. The server serves it by this, the
 * description of the API is made of it, and both clients (commands, pages) have their types from it.
 */
export interface Route<
  A extends At = At,
  Q extends z.ZodObject | undefined = z.ZodObject | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  Answer extends z.ZodType | Media = z.ZodType | Media,
> {
  readonly at: A
  /** What it does, in a sentence. */
  readonly says: string
  /** What a caller must have; null: nothing is asked for. */
  readonly scope: Scope | null
  readonly query: Q
  readonly body: B
  /** How errors call the query or body: "The person". */
  readonly input: string
  readonly answer: Answer
  readonly status: 200 | 201
}

/** The description of one route. */
export function route<
  const A extends At,
  const Answer extends z.ZodType | Media,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(
  at: A,
  its: {
    readonly says: string
    readonly scope: Scope | null
    readonly query?: Q
    readonly body?: B
    readonly input?: string
    readonly answer: Answer
    readonly status?: 200 | 201
  },
): Route<A, Q, B, Answer> {
  const { input = its.body ? 'The body' : 'Query', status = 200 } = its
  return { at, input, status, ...its, query: its.query as Q, body: its.body as B }
}

/** A value as it travels: read-only all the way down. Keys that are branded texts stay texts, and any JSON stays what it is. */
export type Sent<T> = [Json] extends [T]
  ? T
  : T extends string
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Sent<Item>[]
      : T extends object
        ? { readonly [K in keyof T]: Sent<T[K]> }
        : T

/**
 * Describes answers of a type that the hub's own code has already. It compiles only while what the code sends fits the
 * description; that nothing is sent beside it, the tests hold.
 */
export const shape =
  <T>() =>
  <S extends z.ZodType>(schema: [T] extends [Sent<z.output<S>>] ? S : { readonly doesNotFit: Sent<z.output<S>> }) =>
    schema as unknown as z.ZodType<T>

/** The parts of a path that a caller fills in. */
export type Params<A extends string> = A extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Bare<Name> | keyof Params<`/${Rest}`>]: string }
  : A extends `${string}:${infer Name}`
    ? { readonly [K in Bare<Name>]: string }
    : Record<never, string>
type Bare<Name extends string> = Name extends `${infer Plain}{${string}` ? Plain : Name

type QueryOf<R extends Route> = R['query'] extends z.ZodObject ? z.input<R['query']> : never
type Given<T> = { readonly [K in keyof T]: unknown extends T[K] ? string | number | boolean : T[K] }

/** What a caller gives a route. */
export type Input<R extends Route> = (keyof Params<R['at']> extends never
  ? { readonly params?: undefined }
  : { readonly params: Params<R['at']> }) &
  (R['query'] extends z.ZodObject
    ? Record<never, never> extends Given<QueryOf<R>>
      ? { readonly query?: Given<QueryOf<R>> }
      : { readonly query: Given<QueryOf<R>> }
    : { readonly query?: undefined }) &
  (R['body'] extends z.ZodType ? { readonly body: Sent<z.input<R['body']>> } : { readonly body?: undefined })

/** What a route answers. */
export type Answer<R extends Route> = R['answer'] extends z.ZodType ? Sent<z.output<R['answer']>> : never
