import { beforeEach, describe, expect, it } from 'vitest'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import { AccountBoard, type AccountStanding } from '../../src/outbound/account-board.ts'
import { FakeClock } from '../fakes/clock.ts'

let clock: FakeClock
let told: string[]
let board: AccountBoard
beforeEach(() => {
  clock = new FakeClock()
  told = []
  board = new AccountBoard(clock, (account, standing: AccountStanding) =>
    told.push(`${account} ${standing.kind}`),
  )
})
const fail = (code: ErrorCode, times = 1) => {
  for (let n = 0; n < times; n++) board.failed('a', new BridgeError(code))
}

describe('an account that cannot be reached', () => {
  it('is left alone after three failures in a row, longer each time, and tried again by one call', async () => {
    fail('E_PROVIDER_UNREACHABLE', 2)
    expect(board.standing('a')).toEqual({ kind: 'open' })
    fail('E_PROVIDER_UNREACHABLE')
    expect(board.standing('a')).toMatchObject({ kind: 'resting', until: clock.now() + 30_000 })
    await clock.advance(30_000)
    expect(board.standing('a').kind).toBe('open')
    fail('E_PROVIDER_NO_ANSWER')
    expect(board.standing('a')).toMatchObject({ kind: 'resting', until: clock.now() + 60_000 })
    fail('E_PROVIDER_UNREACHABLE', 20)
    expect(board.standing('a')).toMatchObject({ until: clock.now() + 600_000 })
    board.succeeded('a')
    expect(board.standing('a')).toEqual({ kind: 'open' })
    expect(told).toEqual(['a resting', 'a open'])
  })

  it('is not held against by other accounts, nor by errors of a single fax', () => {
    fail('E_PROVIDER_REQUEST', 9)
    fail('E_PROVIDER_BUSY', 9)
    board.failed('a', new Error('a bug'))
    expect(board.standing('a')).toEqual({ kind: 'open' })
    fail('E_PROVIDER_UNREACHABLE', 3)
    expect(board.standing('b')).toEqual({ kind: 'open' })
  })
})

describe('an account that refuses us', () => {
  it('is stopped at the second refusal in a row, for good, until somebody says that it is right', async () => {
    fail('E_PROVIDER_CREDENTIALS')
    board.succeeded('a')
    fail('E_PROVIDER_CREDENTIALS')
    expect(board.standing('a').kind).toBe('open')
    fail('E_PROVIDER_CREDENTIALS')
    expect(board.standing('a')).toMatchObject({ kind: 'stopped', code: 'E_PROVIDER_CREDENTIALS' })
    await clock.advance(86_400_000)
    expect(board.standing('a').kind).toBe('stopped')
    board.reset('a')
    expect(board.standing('a').kind).toBe('open')
    expect(told).toEqual(['a stopped', 'a open'])
  })
})

describe('numbers', () => {
  it('are handed over to one at a time, and counted for the account', () => {
    expect(board.enter('a', '+15555551212')).toBe(true)
    expect(board.enter('b', '+15555551212')).toBe(false)
    expect(board.enter('a', '+15555551213')).toBe(true)
    expect([board.running('a'), board.running('b')]).toEqual([2, 0])
    board.left('a', '+15555551212')
    expect(board.enter('b', '+15555551212')).toBe(true)
    expect([board.running('a'), board.running('b')]).toEqual([1, 1])
  })
})

describe('the room of an account', () => {
  const limits = { concurrent: 3, perMinute: 4 }

  it('is what may run at the same time, less what runs or is on its way', () => {
    expect(board.space('a', { concurrent: 3 })).toEqual({ free: 3, nextAt: null })
    board.enter('a', '+1')
    expect(board.space('a', { concurrent: 3 })).toEqual({ free: 2, nextAt: null })
    expect(board.space('a', { concurrent: 3 }, 2).free).toBe(1)
    expect(board.space('a', { concurrent: 3 }, 9).free).toBe(0)
    board.left('a', '+1')
    expect(board.space('a', { concurrent: 3 }).free).toBe(3)
  })

  it('is bounded by the rate of any minute, not counting what was never begun', async () => {
    for (const number of ['+1', '+2', '+3']) {
      board.enter('a', number)
      board.left('a', number)
      await clock.advance(10_000)
    }
    board.enter('a', '+4')
    board.left('a', '+4', false)
    expect(board.space('a', limits)).toEqual({ free: 1, nextAt: null })
    expect(board.space('a', limits, 1).free).toBe(0)
    board.enter('a', '+5')
    expect(board.space('a', limits)).toEqual({ free: 0, nextAt: clock.now() + 30_000 })
    await clock.advance(30_000)
    expect(board.space('a', limits)).toEqual({ free: 1, nextAt: null })
  })

  it('is one call after a rest, until one has gone well', async () => {
    fail('E_PROVIDER_UNREACHABLE', 3)
    await clock.advance(30_000)
    expect(board.space('a', { concurrent: 3 }).free).toBe(1)
    board.succeeded('a')
    expect(board.space('a', { concurrent: 3 }).free).toBe(3)
  })
})
