/** Looks into mails in this very process. */
import { tmpdir } from 'node:os'
import { expand } from '../../src/documents/contents/expand.ts'
import type { Inside } from '../../src/explain/explained-parts.ts'

export const INSIDE: Inside = { expander: { expand: request => expand(request) }, workFolder: tmpdir() }
