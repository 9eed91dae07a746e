/**
 * The same tree and the same namespaces without bubblewrap: with `unshare`, `mount`, `pivot_root` and `setpriv` of
 * util-linux, and a shell script that puts the tree together. Slower to start (a process for each mount) and without
 * the ban on namespaces inside; otherwise as closed.
 */
import type { Launch, LaunchRequest, Machine } from './launch.ts'
import { prlimitArguments, TMP_BYTES } from './limits.ts'
import { ACCOUNTS } from './view.ts'

/** The new tree is put together here. Nothing that is shown stands below it, and every Linux has it. */
const TREE = '/sys'
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom']

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Functions of the script. A mount cannot be made writable again inside, whatever its file system says. */
const FUNCTIONS = `set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
frozen() { mount -o remount,bind,ro,nosuid,nodev "$1" || mount -o remount,bind,ro,nosuid,nodev,noexec "$1"; }
place() { if [ -d "$1" ]; then mkdir -p "${TREE}$2"; else mkdir -p "$(dirname "${TREE}$2")"; : > "${TREE}$2"; fi
  mount --rbind "$1" "${TREE}$2"; }
shown() { place "$1" "$2"; frozen "${TREE}$2"; }
memory() { mkdir -p "${TREE}$1"; mount -t tmpfs -o nosuid,nodev,mode=1777,size=${TMP_BYTES} tmpfs "${TREE}$1"; }`

export function namespaces(machine: Machine, request: LaunchRequest): Launch {
  const { folder, limits } = request
  const at = (name: string) => quoted(machine.programs[name] ?? name)
  const script = [
    FUNCTIONS,
    `mount -t tmpfs -o mode=755,size=16m tmpfs ${TREE}`,
    ...machine.system.map(place =>
      place.kind === 'link'
        ? `ln -s ${quoted(place.to)} ${quoted(TREE + place.path)}`
        : `shown ${quoted(place.path)} ${quoted(place.path)}`,
    ),
    `shown ${quoted(ACCOUNTS)} /etc/passwd`,
    `mkdir ${TREE}/proc ${TREE}/dev && mount -t proc -o nosuid,nodev,noexec proc ${TREE}/proc`,
    `for device in ${DEVICES.join(' ')}; do : > ${TREE}/dev/$device; mount --bind /dev/$device ${TREE}/dev/$device; done`,
    `ln -s /proc/self/fd ${TREE}/dev/fd; memory /dev/shm`,
    request.tmp === 'folder' ? `place ${quoted(`${folder}/tmp`)} /tmp` : 'memory /tmp',
    ...request.readable.map(path => `shown ${quoted(path)} ${quoted(path)}`),
    `place ${quoted(folder)} ${quoted(folder)}`,
    `mkdir ${TREE}/.old && cd ${TREE} && pivot_root . .old && cd / && umount -l /.old && rmdir /.old`,
    `mount -o remount,bind,ro / && cd ${quoted(folder)}`,
    // Not in place of the shell: the first process of a namespace is spared the signals that limits send.
    `${at('setpriv')} --no-new-privs --inh-caps=-all --bounding-set=-all -- ${[
      at('prlimit'),
      ...prlimitArguments(limits, true),
      '--',
      quoted(request.command),
      ...request.args.map(quoted),
    ].join(' ')}`,
    'exit $?',
  ].join('\n')
  // Dies with the daemon: the signal comes to `unshare`, which is this very process, and from it to the first one inside.
  const args = ['--pdeathsig', 'KILL', '--', machine.programs.unshare ?? 'unshare']
  args.push('--user', '--map-root-user', '--net', '--mount', '--pid', '--ipc', '--uts')
  args.push('--fork', '--kill-child', '--propagation', 'private', '--', '/bin/sh', '-c', script)
  return { command: machine.programs.setpriv ?? 'setpriv', args, env: request.env }
}
