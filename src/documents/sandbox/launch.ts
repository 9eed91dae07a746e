/** What every kind of sandbox is asked for and what it makes of it: one command line. */
import type { ProgramLimits } from './limits.ts'
import type { Place } from './view.ts'

/** One program with what it may see and use. All paths are absolute, and the same inside and outside. */
export interface LaunchRequest {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  /** The only folder that it can write to, and where it starts. */
  readonly folder: string
  /** Files and folders it can read beside the system's, as `readablePlaces` gave them. */
  readonly readable: readonly string[]
  readonly limits: ProgramLimits
  /** `memory`: a private one that is empty and small; `folder`: `tmp` in its folder. */
  readonly tmp: 'memory' | 'folder'
}

export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** What was found out about this machine when the sandbox was opened. */
export interface Machine {
  readonly system: readonly Place[]
  /** Absolute paths of programs by name. */
  readonly programs: Readonly<Record<string, string>>
}
