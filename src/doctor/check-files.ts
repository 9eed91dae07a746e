/** Permissions and room: the data directory, files with secrets, the disk. */
import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { keyFiles } from '../config/certificate-files.ts'
import type { Config } from '../config/schema.ts'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

export interface FilesDeps {
  readonly config: Config
  readonly configFile: string
  /** Who asks: files of another user cannot be judged by their access. */
  readonly uid: number
}

const MIB = 1024 * 1024
/** Less than this and a spool of small mails fills the table of files before the disk. */
const FEW_FILES = 10_000

export function checkPermissions({ config, configFile, uid }: FilesDeps): Check {
  return {
    area: 'permissions',
    run: async () => [
      ...(await dataDirectory(config.dataDir, uid)),
      ...(await secretFile(configFile, 'the configuration', 0o007)),
      ...(await Promise.all(keyFiles(config).map(({ what, file }) => secretFile(file, what, 0o077)))).flat(),
    ],
  }
}

async function dataDirectory(dataDir: string, uid: number): Promise<Finding[]> {
  const found = await stat(dataDir).catch(() => null)
  if (found === null)
    return [
      doubtful(
        'permissions',
        dataDir,
        'The data directory is not there yet.',
        'The first start makes it. Its parent must belong to the user that faxbridge runs as.',
      ),
    ]
  const owner = `chown -R faxbridge: ${dataDir} (or the user that faxbridge runs as)`
  if ((found.mode & 0o077) !== 0)
    return [
      bad(
        'permissions',
        dataDir,
        'Others can read the data directory: it holds faxes.',
        `chmod 700 ${dataDir}`,
      ),
    ]
  const writable = await access(dataDir, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable) return [bad('permissions', dataDir, 'The data directory cannot be written.', owner)]
  if (uid === 0 && found.uid === 0)
    return [
      doubtful(
        'permissions',
        dataDir,
        'The data directory belongs to root.',
        `Run faxbridge as a user of its own, then ${owner}`,
      ),
    ]
  return [fine('permissions', dataDir, 'Only its owner can read it.')]
}

async function secretFile(file: string, what: string, forbidden: number): Promise<Finding[]> {
  const found = await stat(file).catch(() => null)
  if (found === null)
    return [bad('permissions', file, `${what} is not there.`, `Put it there, or correct its path.`)]
  const readable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
  if (!readable)
    return [
      bad(
        'permissions',
        file,
        `${what} cannot be read by this user.`,
        `Give it to the user that faxbridge runs as, mode 600.`,
      ),
    ]
  if ((found.mode & forbidden) !== 0)
    return [
      bad(
        'permissions',
        file,
        `Others can read ${what}.`,
        `chmod ${forbidden === 0o007 ? '640' : '600'} ${file}`,
      ),
    ]
  return [fine('permissions', file, `Nobody else can read ${what}.`)]
}

/** `free`: bytes and files. */
export interface DiskSpace {
  readonly bytes: number
  readonly files: number
}

/** Of a folder that is not there yet: of where it would be. */
export async function spaceOf(folder: string): Promise<DiskSpace> {
  const there = await stat(folder).catch(() => null)
  if (there === null && dirname(folder) !== folder) return spaceOf(dirname(folder))
  const { bavail, bsize, ffree, files } = await statfs(folder)
  // Btrfs and others have no table of files: it counts 0 of 0.
  return { bytes: bavail * bsize, files: files === 0 ? Number.POSITIVE_INFINITY : ffree }
}

export function checkDisk(config: Config, space: (folder: string) => Promise<DiskSpace> = spaceOf): Check {
  return {
    area: 'disk',
    async run() {
      const { dataDir } = config
      const { bytes, files } = await space(dataDir)
      const mib = Math.floor(bytes / MIB)
      const room = `Make room where ${dataDir} is, or give it a larger disk.`
      if (bytes < config.smtp.limits.freeDiskBytes)
        return [bad('disk', dataDir, `Only ${mib} MiB are free: no mail is taken.`, room)]
      if (bytes < config.alarms.diskFreeBytes)
        return [doubtful('disk', dataDir, `${mib} MiB are free.`, room)]
      if (files < FEW_FILES)
        return [
          bad(
            'disk',
            dataDir,
            `Only ${files} more files fit on it (inodes).`,
            'Delete small files there, or make the file system anew with more inodes.',
          ),
        ]
      return [fine('disk', dataDir, `${mib} MiB are free.`)]
    },
  }
}
