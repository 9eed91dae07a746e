import { describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import { contextFor, maintainAccounts } from '../../src/outbound/maintain.ts'
import type { FaxProvider, MaintainContext } from '../../src/providers/provider.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'

const config = (publicUrl?: string, secret?: string) =>
  ({
    http: { publicUrl },
    providers: { 'my account': { webhook: secret === undefined ? undefined : { secret } } },
  }) as unknown as Config

describe('the address that a vendor calls', () => {
  it('is made of the public address, the account and its secret', () => {
    expect(contextFor(config('https://fax.example.com/', 's/1'), 'my account')).toEqual({
      webhookPrefix: 'https://fax.example.com/webhooks/my%20account/',
      webhookUrl: 'https://fax.example.com/webhooks/my%20account/s%2F1',
    })
  })

  it('is nowhere without a public address, and known as ours without a secret', () => {
    expect(contextFor(config(undefined, 'x'), 'my account')).toEqual({
      webhookPrefix: null,
      webhookUrl: null,
    })
    expect(contextFor(config('https://f', undefined), 'my account').webhookUrl).toBeNull()
  })
})

describe('keeping accounts in order', () => {
  it('happens at start and once a day, and a failure stops neither the next account nor the next day', async () => {
    const seen: (MaintainContext | string)[] = []
    const good = {
      maintain: async (context: MaintainContext) => void seen.push(context.webhookUrl ?? 'none'),
    }
    const bad = {
      maintain: async () => {
        seen.push('bad')
        throw new Error('away')
      },
    }
    const clock = new FakeClock()
    const stop = new AbortController()
    const providers = new Map<string, FaxProvider>([
      ['bad', bad as never],
      ['good', good as never],
    ])
    const done = maintainAccounts(
      { providers, config: { current: config('https://f') }, runtime: testRuntime(clock) },
      stop.signal,
    )
    await clock.advance(86_400_000)
    expect(seen).toEqual(['bad', 'none', 'bad', 'none'])
    stop.abort()
    await done
  })
})
