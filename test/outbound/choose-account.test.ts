import { beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import { BridgeError } from '../../src/fax/error.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { AccountBoard } from '../../src/outbound/account-board.ts'
import { accountsFor, chooseAccount } from '../../src/outbound/choose-account.ts'
import { FakeClock } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

const route = (prefix: string, provider: string, more: object = {}) => ({
  prefix,
  provider,
  fallback: [],
  ...more,
})
const configWith = (...routes: object[]) => ({ routes }) as unknown as Config
const to = (number: string, fields = {}) =>
  aFaxJob({ recipient: { ...aFaxJob().recipient, number: number as FaxNumber }, ...fields })

let clock: FakeClock
let board: AccountBoard
beforeEach(() => {
  clock = new FakeClock()
  board = new AccountBoard(clock, () => {})
})
const stop = (account: string) => {
  for (const _ of [1, 2]) board.failed(account, new BridgeError('E_PROVIDER_CREDENTIALS'))
}
const rest = (account: string) => {
  for (const _ of [1, 2, 3]) board.failed(account, new BridgeError('E_PROVIDER_UNREACHABLE'))
}

describe('the route of a fax', () => {
  const config = configWith(
    route('+', 'all'),
    route('+49', 'germany', { fallback: ['all', 'germany'] }),
    route('+49', 'office', { subscriber: 'office' }),
    route('+4930', 'berlin'),
  )
  it.each([
    ['+15555551212', 'sales', ['all']],
    ['+498912345', 'sales', ['germany', 'all']],
    ['+498912345', 'office', ['office']],
    ['+493012345', 'office', ['berlin']],
  ])('%s of %s goes to %j', (number, subscriberId, expected) => {
    expect(accountsFor(config, to(number, { subscriberId }))).toEqual(expected)
  })
})

describe('fail-over', () => {
  const config = configWith(route('+', 'a', { fallback: ['b', 'c'] }))
  const choose = (refusals = 0) => chooseAccount(config, to('+15555551212', { refusals }), board)

  it('goes on to the next account after each hand-over that was not taken, then begins anew', () => {
    const turns = [0, 1, 2, 3].map(choose)
    expect(turns).toEqual([
      { kind: 'account', account: 'a', more: true },
      { kind: 'account', account: 'b', more: true },
      { kind: 'account', account: 'c', more: false },
      { kind: 'account', account: 'a', more: true },
    ])
  })

  it('passes over accounts that rest or are stopped', () => {
    stop('a')
    rest('b')
    expect(choose()).toMatchObject({ account: 'c' })
  })

  it('waits for the first that rests when none is open', () => {
    stop('a')
    rest('b')
    rest('c')
    expect(choose()).toEqual({ kind: 'wait', until: clock.now() + 30_000 })
  })

  it('holds for a person when all are stopped, and says why', () => {
    for (const account of ['a', 'b', 'c']) stop(account)
    expect(choose()).toMatchObject({
      kind: 'hold',
      why: expect.stringContaining('provider a refuses our credentials'),
    })
  })

  it('knows when there is no route', () => {
    expect(chooseAccount(configWith(route('+49', 'a')), to('+15555551212'), board)).toEqual({ kind: 'none' })
  })
})
