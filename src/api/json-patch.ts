/** JSON Patch (RFC 6902) on a document of ours: all of it or nothing, and never on what every object inherits. */
import jsonPatch, { type Operation } from 'fast-json-patch'
import { BridgeError } from '../fax/error.ts'

/** Gives the changed document. Throws E_VERSION_OLD for a `test` that fails, E_BAD_REQUEST for what cannot be done. */
export function patched<T extends object>(
  document: T,
  operations: readonly object[],
): Record<string, unknown> {
  for (const operation of operations) mustBeHarmless(operation)
  try {
    const { newDocument } = jsonPatch.applyPatch(
      structuredClone(document),
      operations as Operation[],
      true,
      true,
      true,
    )
    if (typeof newDocument !== 'object' || newDocument === null || Array.isArray(newDocument))
      throw new BridgeError('E_BAD_REQUEST', { say: 'The patch leaves no settings.' })
    return newDocument as Record<string, unknown>
  } catch (error) {
    if (error instanceof BridgeError) throw error
    const { name, index, message } = error as { name?: string; index?: number; message?: string }
    const which = index === undefined ? '' : `Operation ${index}: `
    if (name === 'TEST_OPERATION_FAILED')
      throw new BridgeError('E_VERSION_OLD', { say: `${which}the test failed.` })
    const [first = ''] = (message ?? '').split('\n')
    throw new BridgeError('E_BAD_REQUEST', { cause: error, say: `${which}${SENTENCES[name ?? ''] ?? first}` })
  }
}

/** What the package calls its errors, for those who cannot look into it. */
const SENTENCES: Readonly<Record<string, string>> = {
  OPERATION_PATH_INVALID: 'path: begin with /, as RFC 6901 writes it.',
  OPERATION_PATH_UNRESOLVABLE: 'path: nothing is there.',
  OPERATION_FROM_UNRESOLVABLE: 'from: nothing is there.',
  OPERATION_PATH_CANNOT_ADD: 'path: what it should be added to is not there.',
  OPERATION_PATH_ILLEGAL_ARRAY_INDEX: 'path: write the place in the list as a number, or - for its end.',
  OPERATION_VALUE_OUT_OF_BOUNDS: 'path: the list is not that long; - is its end.',
  OPERATION_VALUE_REQUIRED: 'value: it is missing.',
  OPERATION_VALUE_CANNOT_CONTAIN_UNDEFINED: 'value: it is missing.',
}

const INHERITED = ['__proto__', 'constructor', 'prototype']

/** Also in the values: they are merged into settings. */
function mustBeHarmless(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const steps = (key === 'path' || key === 'from') && typeof inner === 'string' ? inner.split('/') : []
    if ([key, ...steps].some(step => INHERITED.includes(step)))
      throw new BridgeError('E_BAD_REQUEST', { say: 'No setting has such a name.' })
    mustBeHarmless(inner)
  }
}
