import { defineConfig } from 'vitest/config'

/** Two projects: `unit` is fast and runs in `npm run check`; `e2e` starts whole daemons over real sockets. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          testTimeout: 20_000,
          // Nothing here has module state, so files may share a process: a third of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Daemons, renderers and SMTP clients share two cores: one file at a time keeps their time-outs honest.
          fileParallelism: false,
        },
      },
    ],
  },
})
