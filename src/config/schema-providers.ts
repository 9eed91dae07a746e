/** Keys of provider accounts: one schema for each type. */
import { z } from 'zod'

export const loopback = z.strictObject({
  type: z.literal('loopback').describe('A small fax network inside the daemon: for trying out.'),
  ledger: z
    .string()
    .optional()
    .describe("Folder of the network's own books. Default: loopback/NAME in dataDir."),
  secondsPerPage: z.number().min(0).max(600).default(1).describe('How long a page takes on its line.'),
  slowSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(30)
    .describe('How much longer the number for "slow" takes.'),
})
