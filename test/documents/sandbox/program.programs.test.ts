import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProgramLimits } from '../../../src/documents/sandbox/limits.ts'
import { findProgram, openSandbox, type Sandbox } from '../../../src/documents/sandbox/open.ts'
import { type ProgramRequest, runProgram, startProgram } from '../../../src/documents/sandbox/program.ts'
import { systemClock } from '../../../src/runtime.ts'

const MIB = 1024 * 1024
const root = mkdtempSync(join(tmpdir(), 'faxbridge-programs-'))
const secret = join(root, 'secret.txt')
writeFileSync(secret, 'canary')
const calls: string[] = []
const server = createServer((request, response) => {
  calls.push(request.url ?? '')
  response.end('hello')
})
let port = 0
beforeAll(async () => {
  process.env.FAXBRIDGE_CANARY = 'canary'
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  delete process.env.FAXBRIDGE_CANARY
  server.close()
  rmSync(root, { recursive: true, force: true })
})

let count = 0
const never = new AbortController().signal
function aFolder(): string {
  const folder = join(root, `work-${++count}`)
  mkdirSync(folder)
  return folder
}

/** Processes of this machine whose command line has the word in it. */
const running = (word: string): string[] =>
  readdirSync('/proc').filter(pid => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
    } catch {
      return false
    }
  })
async function gone(word: string): Promise<void> {
  for (let i = 0; running(word).length > 0; i++) {
    if (i > 200) throw new Error(`still running: ${running(word)}`)
    await pause(20)
  }
}

describe.each(['bubblewrap', 'namespaces'] as const)('%s', kind => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await openSandbox(kind)
  })
  const sh = (script: string, request: Partial<ProgramRequest> = {}, signal = never) =>
    runProgram(
      sandbox,
      systemClock,
      { command: '/bin/sh', args: ['-c', script], folder: aFolder(), ...request },
      signal,
    )
  const node = (script: string, limits: Partial<ProgramLimits> = {}, folder = aFolder()) => {
    const args = ['--eval', script]
    const readable = [process.execPath]
    const request = { command: process.execPath, args, folder, readable, limits }
    return runProgram(sandbox, systemClock, request, never)
  }

  it('runs a program that reads what it is given and writes to its folder', async () => {
    const [folder, given] = [aFolder(), join(root, `given-${++count}.txt`)]
    writeFileSync(given, 'from outside')
    const script = `cat; cat "${given}"; echo made > made.txt; echo oops >&2; echo x > "$HOME/x"; echo y > /tmp/y; exit 3`
    const result = await sh(script, { folder, readable: [given], stdin: Buffer.from('in, ') })
    expect(result).toMatchObject({ exitCode: 3, stderr: 'oops\n', ranOut: null })
    expect(result.stdout.toString()).toBe('in, from outside')
    expect(readFileSync(join(folder, 'made.txt'), 'utf8')).toBe('made\n')
    expect(readFileSync(join(folder, 'home/x'), 'utf8')).toBe('x\n')
    expect(existsSync('/tmp/y')).toBe(false)
  })

  it('/tmp can be a folder in the folder', async () => {
    const folder = aFolder()
    await sh('echo y > /tmp/y', { folder, tmp: 'folder' })
    expect(readFileSync(join(folder, 'tmp/y'), 'utf8')).toBe('y\n')
  })

  it('nothing can be reached over the network', async () => {
    const get = `fetch('http://127.0.0.1:${port}/canary').then(() => console.log('reached'), error => console.log(error.cause.code))`
    const result = await node(get)
    expect(result.stdout.toString()).toMatch(/^(?:ECONNREFUSED|ENETUNREACH)\n$/)
    expect(calls).toEqual([])
    // The same from outside, so that the test can fail.
    await fetch(`http://127.0.0.1:${port}/canary`)
    expect(calls.splice(0)).toEqual(['/canary'])
  })

  it('files outside cannot be read, nor be seen', async () => {
    const script = `cat "${secret}"; ls "${root}"; cat /etc/shadow; cat /etc/hostname; ls /home /root /var/log`
    const { stdout, stderr } = await sh(script)
    expect(stdout.toString()).toBe(`work-${count}\n`)
    expect(stderr.match(/No such file/g)?.length).toBe(6)
  })

  it('nothing of the environment is there, neither its own nor that of a process outside', async () => {
    const { stdout } = await sh('env; cat /proc/*/environ')
    expect(stdout.toString()).toContain('LANG=C.UTF-8')
    expect(stdout.toString()).not.toContain('canary')
    expect(stdout.toString()).not.toContain('CANARY')
  })

  it('nothing outside its folder can be written', async () => {
    const places = ['/', '/usr', '/usr/bin', '/etc', '/dev', '/proc/sys/kernel', join(root, 'x')]
    const { stdout } = await sh(
      `for p in ${places.join(' ')}; do touch "$p/canary" 2>/dev/null && echo "$p"; done; touch '${root}/canary'; true`,
    )
    expect(stdout.toString()).toBe('')
    expect(existsSync(join(root, 'canary'))).toBe(false)
  })

  it('what it may read it cannot make its own', async () => {
    const given = aFolder()
    writeFileSync(join(given, 'a'), 'a')
    const script = `echo b > ${given}/a; rm ${given}/a; mount -o remount,bind,rw ${given}; echo c > ${given}/a; true`
    await sh(script, { readable: [given] })
    expect(readFileSync(join(given, 'a'), 'utf8')).toBe('a')
  })

  it('has no privilege, and sees no process but its own', async () => {
    const { stdout } = await sh(
      'grep -E "^(CapEff|CapPrm|NoNewPrivs)" /proc/self/status; ls -d /proc/[0-9]* | wc -l',
    )
    expect(stdout.toString()).toMatch(/CapPrm:\t0+\nCapEff:\t0+\nNoNewPrivs:\t1\n\d\n$/)
  })

  it('a fork bomb ends, and nothing of it is left', async () => {
    // Slow enough for a machine with other work, where the kernel's own count does not hold: for root.
    const bomb = `# bomb-${kind}\nf() { sleep 0.1; f | f & }; f; sleep 100`
    const result = await sh(bomb, { limits: { processes: 60, seconds: 20 } })
    // The kernel refused to start more, or the watcher counted too many.
    if (!result.stderr.includes('fork')) expect(result.ranOut).toBe('processes')
    await gone(`bomb-${kind}`)
  })

  it('a memory bomb ends for its memory, also when many processes share the work', async () => {
    const one = await node('const all = []; for (;;) all.push(Buffer.alloc(2 ** 20, 1))', {
      memoryBytes: 300 * MIB,
    })
    expect(one.ranOut).toBe('memory')
    const hog = `require('node:child_process').spawn(process.execPath, ['-e', 'globalThis.x = Buffer.alloc(100 * 2 ** 20, 1); setInterval(() => {}, 1000)'])`
    const many = await node(`for (let i = 0; i < 4; i++) ${hog}`, { memoryBytes: 400 * MIB })
    expect(many.ranOut).toBe('memory')
  })

  it('an endless file ends for its disk, and so do many files', async () => {
    const folder = aFolder()
    const one = await sh('exec cat /dev/zero > endless', { folder, limits: { fileBytes: 4 * MIB } })
    expect(one.ranOut).toBe('disk')
    expect(readFileSync(join(folder, 'endless')).length).toBe(4 * MIB)
    const script = 'i=0; while :; do i=$((i+1)); head -c 2000000 /dev/zero > f$i; done'
    const many = await sh(script, { limits: { folderBytes: 20 * MIB, seconds: 60 } })
    expect(many.ranOut).toBe('disk')
  })

  it('endless output is cut, and ends the program', async () => {
    const result = await sh('yes', { limits: { outputBytes: 1000 } })
    expect(result).toMatchObject({ ranOut: 'output', exitCode: null })
    expect(result.stdout.length).toBe(1000)
  })

  it('an endless loop ends for its time, by the clock or by the processor', async () => {
    expect((await sh('sleep 100', { limits: { seconds: 0.5 } })).ranOut).toBe('time')
    expect((await sh('exec sh -c "while :; do :; done"', { limits: { cpuSeconds: 1 } })).ranOut).toBe('time')
  })

  it('when it ends, what it started ends too', async () => {
    await sh(`setsid sh -c 'sleep 1000; : left-${kind}' > /dev/null 2>&1 & sleep 0.1`)
    await gone(`left-${kind}`)
  })

  it('a stop of the daemon ends it and all that it started', async () => {
    const stop = new AbortController()
    const script = `setsid sh -c 'sleep 1000; : orphan-${kind}' & touch started; sleep 1000`
    const folder = aFolder()
    const work = sh(script, { folder }, stop.signal)
    while (!existsSync(join(folder, 'started'))) await pause(10)
    stop.abort()
    await expect(work).rejects.toMatchObject({ code: 'E_SHUTTING_DOWN' })
    await gone(`orphan-${kind}`)
  })

  it('a program that keeps running is talked to over its pipes', async () => {
    const request = { command: '/bin/cat', args: [], folder: aFolder(), limits: { seconds: Infinity } }
    const cat = await startProgram(sandbox, systemClock, request)
    cat.stdin.write('one\n')
    expect(String(await new Promise(heard => cat.stdout.once('data', heard)))).toBe('one\n')
    cat.stop()
    expect(await cat.ended).toMatchObject({ exitCode: null, ranOut: null })
  })
})

it('bubblewrap and LibreOffice, Ghostscript, tesseract: real converters work in it', async () => {
  const sandbox = await openSandbox('bubblewrap')
  const folder = aFolder()
  writeFileSync(join(folder, 'a.txt'), 'hello')
  const run = async (name: string, args: string[]) => {
    const command = await findProgram(name)
    if (command === null) throw new Error(`${name} is not installed`)
    const result = await runProgram(sandbox, systemClock, { command, args, folder }, never)
    expect(result, name).toMatchObject({ exitCode: 0, ranOut: null })
  }
  await run('soffice', ['--headless', '--convert-to', 'pdf', 'a.txt'])
  await run('gs', [
    '-dSAFER',
    '-dBATCH',
    '-dNOPAUSE',
    '-q',
    '-sDEVICE=png16m',
    '-r100',
    '-sOutputFile=a.png',
    'a.pdf',
  ])
  await run('tesseract', ['a.png', 'a', '-l', 'eng'])
  expect(readFileSync(join(folder, 'a.txt'), 'utf8').trim()).toBe('hello')
})

it('the best kind is chosen by itself; where there is none the start is refused with what to do', async () => {
  expect((await openSandbox('auto')).kind).toBe('bubblewrap')
  const error = await openSandbox('auto', [aFolder()]).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'E_SANDBOX' })
  expect(String(error)).toContain(
    'bwrap, prlimit are not installed. namespaces: unshare, setpriv, prlimit are not',
  )
  expect(String(error)).toContain('Install bubblewrap and util-linux')
  expect((await openSandbox('none')).about).toContain('WITHOUT')
})
