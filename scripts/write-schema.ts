// Writes config/faxbridge.schema.json from the schema in src/config: npm run schema. A test compares the two.
import { writeFileSync } from 'node:fs'
import { configJsonSchema } from '../src/config/json-schema.ts'

const file = new URL('../config/faxbridge.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`)
