/**
 * The best kind of sandbox: bubblewrap, made for running programs nobody trusts. Own namespaces for users, network,
 * processes, mounts, IPC and names; no capability; a file tree of its own. Killing bubblewrap ends all that runs in it.
 */
import type { Launch, LaunchRequest, Machine } from './launch.ts'
import { prlimitArguments, TMP_BYTES } from './limits.ts'
import { ACCOUNTS } from './view.ts'

/** `noNested`: bubblewrap 0.8 and later can forbid namespaces inside the sandbox, where kernel bugs were found again and again. */
export function bubblewrap(machine: Machine, request: LaunchRequest, noNested: boolean): Launch {
  const { folder, limits } = request
  const args = ['--unshare-all', '--unshare-user', '--die-with-parent', '--new-session', '--clearenv']
  if (noNested) args.push('--disable-userns')
  args.push('--uid', '1000', '--gid', '1000')
  for (const [name, value] of Object.entries(request.env)) args.push('--setenv', name, value)
  for (const place of machine.system) {
    if (place.kind === 'link') args.push('--symlink', place.to, place.path)
    else args.push('--ro-bind', place.path, place.path)
  }
  args.push('--ro-bind', ACCOUNTS, '/etc/passwd', '--proc', '/proc', '--dev', '/dev')
  args.push('--size', String(TMP_BYTES), '--tmpfs', '/dev/shm', '--remount-ro', '/dev')
  if (request.tmp === 'folder') args.push('--bind', `${folder}/tmp`, '/tmp')
  else args.push('--size', String(TMP_BYTES), '--tmpfs', '/tmp')
  for (const path of request.readable) args.push('--ro-bind', path, path)
  args.push('--bind', folder, folder, '--chdir', folder, '--remount-ro', '/', '--')
  args.push(machine.programs.prlimit ?? 'prlimit', ...prlimitArguments(limits, true), '--')
  args.push(request.command, ...request.args)
  // Only NODE_CHANNEL_FD of Node's own comes on top; bubblewrap clears what it is started with.
  return { command: machine.programs.bwrap ?? 'bwrap', args, env: {} }
}
