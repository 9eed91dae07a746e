import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Unit tests are about what is written, not about how fast a disk is: the whole-daemon tests use the real one. */
const quickFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * `unit` is fast and runs in `npm run check`; `programs` (`*.programs.test.ts`) draws whole documents, plays whole vendors, and
 * checks against programs by others, talks over sockets, tries thousands of mails or the store on a disk; `e2e` starts whole daemons over real sockets.
 */
export default defineConfig({
  test: {
    // Simulators and renderers are waited for: a third worker has something to do then.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/**/*.programs.test.ts'],
          testTimeout: 20_000,
          env: { TMPDIR: quickFolder },
          // Nothing here has module state, so files may share a process: a third of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'programs',
          include: ['test/**/*.programs.test.ts'],
          testTimeout: 120_000,
          env: { TMPDIR: quickFolder },
          isolate: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          // A test waits for several things, each up to waitFor's limit.
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
