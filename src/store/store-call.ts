/** What the daemon and its database thread say to each other. */
import type { ErrorCode } from '../fax/error.ts'
import type { StoreRows } from './store-rows.ts'

export interface ThreadData {
  readonly file: string
  /** Epoch ms, for the record of migrations. */
  readonly now: number
}

export interface ToThread {
  /** Null: no answer is waited for. */
  readonly id: number | null
  readonly method: keyof StoreRows
  readonly args: readonly unknown[]
}

/** `code` null: a bug, not one of our errors. */
export interface ThreadError {
  readonly code: ErrorCode | null
  readonly message: string
  readonly stack: string | undefined
  readonly detail: Readonly<Record<string, unknown>>
}

export type FromThread =
  | { readonly type: 'open'; readonly applied: readonly number[] }
  | { readonly type: 'notOpen'; readonly error: ThreadError }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: ThreadError }
  | { readonly type: 'doubtful'; readonly error: ThreadError }
