/**
 * Tells the queue how much room the provider accounts have, so that it takes no more faxes for one than it can hand over:
 * the others wait where they lie, and cost nothing until there is room.
 */
import type { FaxProvider } from '../providers/provider.ts'
import type { RoomOfAccounts } from '../queue/worker.ts'
import type { AccountBoard } from './account-board.ts'

/** An account that rests or is stopped bounds nothing: its faxes must come up to go elsewhere, to wait, or to be held. */
export function makeRoomOfAccounts(
  board: AccountBoard,
  providers: ReadonlyMap<string, FaxProvider>,
): RoomOfAccounts {
  return coming => {
    const room: Record<string, number> = {}
    const nextAt: number[] = []
    for (const [account, { limits }] of providers) {
      if (board.standing(account).kind !== 'open') continue
      const space = board.space(account, limits, coming.get(account) ?? 0)
      room[account] = space.free
      if (space.nextAt !== null) nextAt.push(space.nextAt)
    }
    return { room, nextAt: nextAt.length === 0 ? null : Math.min(...nextAt) }
  }
}

/** As many as all accounts take together, so that none takes the place of another; and some that are only looked at. */
export function roomToSubmit(providers: ReadonlyMap<string, FaxProvider>): number {
  return [...providers.values()].reduce((sum, { limits }) => sum + limits.concurrent, 16)
}
