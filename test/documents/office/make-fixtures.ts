/**
 * Makes the files in test/fixtures/office with the LibreOffice of this machine:
 *   npx tsx test/documents/office/make-fixtures.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { converted, fodp, fods, fodt, LETTER, SLIDES, WIDE } from './office-files.ts'

const folder = new URL('../../fixtures/office/', import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), 'faxbridge-fixtures-'))
const sources = [
  [{ name: 'letter.fodt', content: fodt(LETTER) }, ['docx', 'doc', 'odt', 'rtf']],
  [{ name: 'table.fods', content: fods(WIDE) }, ['xlsx', 'xls', 'ods']],
  [{ name: 'slides.fodp', content: fodp(SLIDES) }, ['pptx', 'ppt', 'odp']],
] as const
for (const [source, formats] of sources) {
  for (const [format, bytes] of Object.entries(converted(scratch, source, formats)))
    writeFileSync(join(folder, source.name.replace(/\.\w+$/, `.${format}`)), bytes)
}
rmSync(scratch, { recursive: true, force: true })
