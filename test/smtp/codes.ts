import { isBridgeError } from '../../src/fax/error.ts'

/** The code and message of what `work` throws; `none` when it throws nothing. Anything but our own errors goes on. */
export function refusal(work: () => unknown): { readonly code: string; readonly message: string } {
  try {
    work()
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return { code: error.code, message: error.message }
  }
  return { code: 'none', message: '' }
}
