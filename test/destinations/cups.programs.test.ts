/** A real CUPS takes what the ipp destination prints: the very bytes, once, whatever is asked again. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parcel } from '../../src/destinations/destination.ts'
import { carryToPrinter } from '../../src/destinations/ipp.ts'

const run = promisify(execFile)
// cupsd gives its rights away to a user of its own: only root can start it.
const isRoot = process.getuid?.() === 0
let folder = ''
let port = 0
let cups: ChildProcess | null = null

const FILES = (at: string) => `
SystemGroup root
User nobody
Group nogroup
FileDevice Yes
ServerRoot ${at}/etc
RequestRoot ${at}/spool
TempDir ${at}/spool/tmp
CacheDir ${at}/cache
StateDir ${at}/run
AccessLog ${at}/log/access
ErrorLog ${at}/log/error
PageLog ${at}/log/page
Sandboxing relaxed
`
const CONFIG = (listen: number) => `
Listen 127.0.0.1:${listen}
Browsing Off
DefaultAuthType None
PreserveJobHistory Yes
PreserveJobFiles Yes
WebInterface No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return free
}

beforeAll(async () => {
  if (!isRoot) return
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-cups-'))
  await chmod(folder, 0o755)
  port = await freePort()
  for (const name of ['etc', 'spool', 'spool/tmp', 'cache', 'run', 'log']) await mkdir(join(folder, name))
  // nobody:nogroup
  for (const name of ['spool', 'cache', 'run', 'log']) await chown(join(folder, name), 65534, 65534)
  await writeFile(join(folder, 'etc/cups-files.conf'), FILES(folder))
  await writeFile(join(folder, 'etc/cupsd.conf'), CONFIG(port))
  const args = ['-f', '-c', join(folder, 'etc/cupsd.conf'), '-s', join(folder, 'etc/cups-files.conf')]
  cups = spawn('/usr/sbin/cupsd', args, { stdio: 'ignore' })
  cups.once('error', () => {})
  const until = performance.now() + 60_000
  const queue = ['-h', `127.0.0.1:${port}`, '-p', 'office', '-E', '-v', 'file:/dev/null', '-m', 'raw']
  for (;;) {
    const why = await run('lpadmin', queue).then(
      () => null,
      error => String(error.message),
    )
    if (why === null) return
    if (performance.now() > until)
      throw new Error(`no CUPS (apt-get install cups-daemon cups-client): ${why}`)
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}, 90_000)
afterAll(async () => {
  if (cups !== null && cups.exitCode === null) {
    cups.kill()
    await once(cups, 'exit')
  }
  if (folder !== '') await rm(folder, { recursive: true, force: true })
})

function parcel(n: number, bytes: Buffer, format: 'pdf' | 'tiff' = 'pdf'): Parcel {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return {
    delivery: { id: `dlv_${n}`, inboundId: 'inb_1' },
    fax: {},
    document: { format, bytes, sha256 },
  } as unknown as Parcel
}
const carry = (one: Parcel) =>
  carryToPrinter({ url: `ipp://127.0.0.1:${port}/printers/office` }, one, new AbortController().signal)
/** The documents that CUPS holds. */
const held = async () => {
  const names = (await readdir(join(folder, 'spool'))).filter(name => /^d\d+-001$/.test(name)).sort()
  return Promise.all(names.map(name => readFile(join(folder, 'spool', name))))
}

describe.skipIf(!isRoot)('a queue of CUPS', () => {
  const first = Buffer.from('%PDF-1.4\nthe first\n%%EOF\n')
  const second = Buffer.from('%PDF-1.4\nthe second\n%%EOF\n')

  it('gets each document once, and says that it has had it', async () => {
    expect(await carry(parcel(1, first))).toMatch(/took it as job "fax inb_1 dlv_1"/)
    expect(await carry(parcel(1, first))).toMatch(/has had it as job/)
    expect(await carry(parcel(2, second))).toMatch(/took it/)
    expect(await carry(parcel(1, first))).toMatch(/has had it as job/)
    expect(await held()).toEqual([first, second])
  }, 60_000)

  it('that is not there is told with its status', async () => {
    const url = `ipp://127.0.0.1:${port}/printers/nowhere`
    // RFC 8011 §B.1.4.7: client-error-not-found.
    await expect(carryToPrinter({ url }, parcel(3, first), new AbortController().signal)).rejects.toThrow(
      'IPP status 0x0406',
    )
  })
})
