/**
 * The sandbox in which everything runs that reads what strangers sent: renderers, converters, OCR. In charge of finding
 * out what this machine can do, and of refusing to start when that is nothing. How it is done: bubblewrap.ts,
 * namespaces.ts. What runs in it: program.ts and ../render/process.ts.
 */
import { execFile } from 'node:child_process'
import { access, constants, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import { bubblewrap } from './bubblewrap.ts'
import type { Launch, LaunchRequest, Machine } from './launch.ts'
import { PROGRAM_LIMITS, prlimitArguments } from './limits.ts'
import { namespaces } from './namespaces.ts'
import { systemPlaces } from './view.ts'

export type SandboxKind = 'bubblewrap' | 'namespaces' | 'none'
/** `auto`: the best there is, refused when there is nothing. */
export type SandboxChoice = 'auto' | SandboxKind

export interface Sandbox {
  readonly kind: SandboxKind
  /** One sentence for the log and for people: what it keeps in, and what not. */
  readonly about: string
  readonly machine: Machine
  /** The command line that runs the program inside. */
  launch(request: LaunchRequest): Launch
}

export const SANDBOX_ABOUT: Readonly<Record<SandboxKind, string>> = {
  bubblewrap: 'Documents are read in a sandbox of bubblewrap: no network, files of its own, limits.',
  namespaces:
    'Documents are read in a sandbox of Linux namespaces: no network, files of its own, limits. With bubblewrap it would start faster.',
  none: 'Documents are read WITHOUT a sandbox: a document that takes over its reader can use the network and the files of the daemon.',
}

/** Where programs are looked for; the environment's own PATH is not asked, so that nobody can put one in between. */
const PROGRAM_FOLDERS: readonly string[] = [
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
  '/usr/sbin',
  '/sbin',
  '/run/current-system/sw/bin',
]
const NEEDED = ['bwrap', 'prlimit', 'setpriv', 'unshare'] as const
/** A probe starts a shell and looks around: more than this is no sandbox to work with. */
const PROBE_MS = 10_000

/** Absolute path of an installed program, or null. */
export async function findProgram(
  name: string,
  folders: readonly string[] = PROGRAM_FOLDERS,
): Promise<string | null> {
  for (const folder of folders) {
    const path = join(folder, name)
    const there = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (there) return path
  }
  return null
}

/** Finds out what this machine can do, by doing it. Throws E_SANDBOX with what to install or to set. */
export async function openSandbox(choice: SandboxChoice, folders = PROGRAM_FOLDERS): Promise<Sandbox> {
  const programs: Record<string, string> = {}
  for (const name of NEEDED) {
    const path = await findProgram(name, folders)
    if (path !== null) programs[name] = path
  }
  const machine: Machine = { system: await systemPlaces(), programs }
  const wanted: readonly SandboxKind[] = choice === 'auto' ? ['bubblewrap', 'namespaces'] : [choice]
  const reasons: string[] = []
  for (const kind of wanted) {
    for (const sandbox of candidates(kind, machine)) {
      const reason = await whyNot(sandbox)
      if (reason === null) return sandbox
      reasons.push(`${kind}: ${reason}`)
    }
  }
  throw new BridgeError('E_SANDBOX', { say: `${[...new Set(reasons)].join(' ')} ${ADVICE}` })
}

const ADVICE =
  'Install bubblewrap and util-linux, and see that users may make namespaces (user.max_user_namespaces above 0, ' +
  'kernel.apparmor_restrict_unprivileged_userns=0 or a profile for bwrap, in a container seccomp that permits it). ' +
  'Or set documents.sandbox: none, if something else keeps the whole daemon in.'

function candidates(kind: SandboxKind, machine: Machine): readonly Sandbox[] {
  const made = (launch: Sandbox['launch']): Sandbox => ({ kind, about: SANDBOX_ABOUT[kind], machine, launch })
  switch (kind) {
    case 'bubblewrap':
      return [true, false].map(noNested => made(request => bubblewrap(machine, request, noNested)))
    case 'namespaces':
      return [made(request => namespaces(machine, request))]
    case 'none':
      return [made(request => unprotected(machine, request))]
  }
}

/** Limits for each process, where `prlimit` is; nothing else. */
function unprotected({ programs }: Machine, request: LaunchRequest): Launch {
  const { command, args, env } = request
  if (programs.prlimit === undefined || programs.setpriv === undefined) return { command, args, env }
  const limits = prlimitArguments(request.limits, false)
  const inner = [programs.prlimit, ...limits, '--', command, ...args]
  return { command: programs.setpriv, args: ['--pdeathsig', 'KILL', '--', ...inner], env }
}

/** Null: it works. Else a short reason. */
async function whyNot(sandbox: Sandbox): Promise<string | null> {
  if (sandbox.kind === 'none') return null
  const needed = sandbox.kind === 'bubblewrap' ? ['bwrap', 'prlimit'] : ['unshare', 'setpriv', 'prlimit']
  const missing = needed.filter(name => sandbox.machine.programs[name] === undefined)
  if (missing.length > 0) return `${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not installed.`
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-sandbox-'))
  try {
    const { command, args, env } = sandbox.launch({
      command: '/bin/sh',
      args: ['-c', PROBE],
      env: { PATH: '/usr/bin:/bin' },
      folder,
      readable: [],
      limits: PROGRAM_LIMITS,
      tmp: 'memory',
    })
    return await said(command, args, env)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Own folder writable, nothing else; the only processes are its own; the only network card is the loop-back one. */
const PROBE = `touch probe && ! touch /x 2>/dev/null && [ "$(ls -d /proc/[0-9]* | wc -l)" -lt 9 ] &&
 [ -z "$(grep -v -e lo: -e '|' /proc/net/dev)" ] && echo fine`

function said(command: string, args: readonly string[], env: Launch['env']): Promise<string | null> {
  return new Promise(resolve => {
    const options = { timeout: PROBE_MS, killSignal: 'SIGKILL', env: { ...env } } as const
    execFile(command, [...args], options, (error, stdout, stderr) => {
      if (error === null && stdout.trim() === 'fine') return resolve(null)
      const [line = ''] = stderr.trim().split('\n').slice(-1)
      resolve(`${line === '' ? 'it cannot be started' : line}.`)
    })
  })
}
