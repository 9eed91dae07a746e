// Writes docs/openapi.json from the routes in src/api, and the client's operations from that: npm run openapi. A test
// compares both with what is there.
import { writeFileSync } from 'node:fs'
import { clientSource } from './client-source.ts'
import { apiDocument } from './openapi-document.ts'

const at = (path: string) => new URL(`../${path}`, import.meta.url)
const document = await apiDocument()
writeFileSync(at('docs/openapi.json'), `${JSON.stringify(document, null, 2)}\n`)
writeFileSync(at('src/api-client/generated.ts'), clientSource(document))
