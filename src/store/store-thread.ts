/**
 * Entry of the database thread: SQLite waits for the disk here, so that the daemon's own loop never does. It opens and
 * migrates the database, then does what it is asked, in the order asked. It decides nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { isBridgeError } from '../fax/error.ts'
import { makeIds, systemClock } from '../runtime.ts'
import { migrate } from './migrate.ts'
import { openSqlite } from './sqlite.ts'
import type { FromThread, ThreadData, ThreadError, ToThread } from './store-call.ts'
import { rowsOn, type StoreRows } from './store-rows.ts'

const say = (message: FromThread) => parentPort?.postMessage(message)

function errorFor(error: unknown): ThreadError {
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  if (!isBridgeError(error)) return { code: null, message, stack, detail: {} }
  const cause = error.cause instanceof Error ? error.cause.message : undefined
  return {
    code: error.code,
    message,
    stack,
    detail: { ...error.detail, ...(cause === undefined ? {} : { cause }) },
  }
}

async function open(data: ThreadData): Promise<StoreRows | null> {
  try {
    const driver = openSqlite({
      file: data.file,
      onDoubtful: error => say({ type: 'doubtful', error: errorFor(error) }),
    })
    try {
      const applied = await migrate(driver, data.now)
      say({ type: 'open', applied })
      return rowsOn(driver, makeIds(systemClock))
    } catch (error) {
      await driver.close()
      throw error
    }
  } catch (error) {
    say({ type: 'notOpen', error: errorFor(error) })
    return null
  }
}

async function answer(rows: StoreRows, { id, method, args }: ToThread): Promise<void> {
  try {
    const call = rows[method] as (...args: readonly unknown[]) => unknown
    const value = await call(...args)
    if (id !== null) say({ type: 'answer', id, value })
    if (method === 'close') parentPort?.close()
  } catch (error) {
    if (id !== null) say({ type: 'failed', id, error: errorFor(error) })
  }
}

const rows = await open(workerData as ThreadData)
if (rows === null) parentPort?.close()
else parentPort?.on('message', (message: ToThread) => void answer(rows, message))
