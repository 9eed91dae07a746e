import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openZip } from '../../../src/documents/containers/zip.ts'
import { zipOf } from './zip-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-zip-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function python(script: string, ...args: string[]): string {
  return execFileSync('python3', ['-c', script, ...args], { encoding: 'utf8', cwd: folder })
}

const CONTENT = { 'a.txt': 'fax and mail '.repeat(5000), 'folder/Grüße.txt': 'Grüße', 'empty.txt': '' }
const WRITE = `
import json, sys, zipfile, io
how, content = sys.argv[1], json.loads(sys.argv[2])
class Pipe(io.RawIOBase):
    def __init__(self): self.bytes = b''
    def writable(self): return True
    def write(self, piece): self.bytes += bytes(piece); return len(piece)
out = Pipe() if 'pipe' in how else io.BytesIO()
method = zipfile.ZIP_STORED if 'stored' in how else zipfile.ZIP_DEFLATED
with zipfile.ZipFile(out, 'w', method) as archive:
    archive.comment = b'made by Python'
    for name, text in content.items():
        with archive.open(zipfile.ZipInfo(name) if 'stored' in how else name, 'w', force_zip64='zip64' in how) as entry:
            entry.write(text.encode())
open('out.zip', 'wb').write(out.bytes if 'pipe' in how else out.getvalue())
`

describe('a ZIP file that Python wrote', () => {
  it.each(['stored', 'deflated', 'deflated into a pipe', 'zip64', 'zip64 into a pipe'])('%s is read', how => {
    python(WRITE, how, JSON.stringify(CONTENT))
    const read = openZip(readFileSync(join(folder, 'out.zip'))).map(one => [
      one.name,
      one.read(2 ** 20).toString(),
    ])
    expect(Object.fromEntries(read)).toEqual(CONTENT)
  })
})

it.each([{}, { streamed: true }, { zip64: true }, { stored: true }])(
  'Python reads what the tests write: %j',
  more => {
    writeFileSync(
      join(folder, 'ours.zip'),
      zipOf([{ name: 'a.txt', content: 'hello', ...more }], { zip64: 'zip64' in more }),
    )
    const script = "import zipfile; print(zipfile.ZipFile('ours.zip').read('a.txt').decode(), end='')"
    expect(python(script)).toBe('hello')
  },
)
