import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acknowledgeAlarm, openAlarms } from '../../src/alarms/open-alarms.ts'
import type { Sighting } from '../../src/alarms/watch.ts'
import { ALARM_KINDS, ALARMS } from '../../src/fax/alarm.ts'
import { type AlarmHouse, alarmConfig, anAlarmHouse, HOUR, MINUTE, WITH_ALL } from './alarm-house.ts'

let house: AlarmHouse
beforeEach(async () => {
  house = await anAlarmHouse()
})
afterEach(() => house.close())

const DOWN: Sighting = { kind: 'provider-down', about: 'main', facts: { account: 'main', why: 'refused' } }
const HELD = (count: number): Sighting => ({ kind: 'faxes-held', count })
const DOWN_TITLE = 'Provider account main cannot be reached'

describe('an alarm', () => {
  it('is told once by mail and once by webhook, and once that it is over', async () => {
    house.sees([DOWN])
    await house.pass(10 * MINUTE)
    expect(await house.mails()).toEqual([`boss@example.com: ${DOWN_TITLE}`])
    expect(await house.calls()).toEqual(['alarm.raised provider-down:main'])
    await house.pass(24 * HOUR)
    expect(await house.calls()).toHaveLength(1)
    house.sees([])
    await house.pass(HOUR)
    expect(await house.mails()).toEqual([
      `boss@example.com: ${DOWN_TITLE}`,
      `boss@example.com: Over: ${DOWN_TITLE}`,
    ])
    expect(await house.calls()).toEqual(['alarm.raised provider-down:main', 'alarm.over provider-down:main'])
    expect(await house.open()).toEqual([])
    await house.pass(24 * HOUR)
    expect(await house.mails()).toHaveLength(2)
  })

  it('needs its time before it is raised, and its time before it is over', async () => {
    house.sees([DOWN])
    await house.pass(4 * MINUTE)
    expect(await house.open()).toEqual([])
    await house.pass(2 * MINUTE)
    expect(await house.open()).toHaveLength(1)
    house.sees([])
    await house.pass(4 * MINUTE)
    expect(await house.open()).toHaveLength(1)
    await house.pass(2 * MINUTE)
    expect(await house.open()).toEqual([])
  })

  it('that comes and goes for days is one alarm', async () => {
    for (let i = 0; i < 200; i++) {
      house.sees([{ kind: 'relay-down', since: (house.clock.now() - 20 * MINUTE) as never }])
      await house.pass(2 * MINUTE)
      house.sees([])
      await house.pass(3 * MINUTE)
    }
    expect(await house.calls()).toEqual(['alarm.raised relay-down'])
  })

  it('that was seen for a moment only is none', async () => {
    for (let i = 0; i < 20; i++) {
      house.sees([DOWN])
      await house.pass(3 * MINUTE)
      house.sees([])
      await house.pass(MINUTE)
    }
    expect(await house.calls()).toEqual([])
  })

  it('survives a restart: nothing is told again, also when nothing is known afterwards', async () => {
    house.sees([DOWN])
    await house.pass(10 * MINUTE)
    house.restart()
    await house.pass(HOUR)
    house.sees([{ ...DOWN, unknown: true }])
    house.restart()
    await house.pass(HOUR)
    house.sees(null)
    await house.pass(HOUR)
    expect(await house.mails()).toHaveLength(1)
    expect(await house.open()).toMatchObject([{ kind: 'provider-down', about: 'main', toldCount: 1 }])
    house.sees([])
    await house.pass(HOUR)
    expect(await house.calls()).toEqual(['alarm.raised provider-down:main', 'alarm.over provider-down:main'])
  })

  it('that was raised and not told when the daemon was killed is told once', async () => {
    const { tellAlarm } = house.store
    Object.assign(house.deps.store, { tellAlarm: () => Promise.reject(new Error('killed')) })
    house.sees([HELD(1)])
    await house.look()
    expect(await house.open()).toMatchObject([{ toldAt: null }])
    expect(await house.mails()).toEqual([])
    Object.assign(house.deps.store, { tellAlarm })
    house.restart()
    await house.look()
    await house.look()
    expect(await house.mails()).toEqual(['boss@example.com: Faxes that wait for a person: 1'])
  })

  it('told by two at the same time is told by one, and the other’s mail is thrown away', async () => {
    house.sees([HELD(1)])
    await Promise.all([house.look(), house.look()])
    expect(await house.calls()).toHaveLength(1)
    expect(house.blobs.size).toBe(1)
  })
})

describe('what is counted', () => {
  it('is told again when there is more, at most once an hour, and not when there is less', async () => {
    house.sees([HELD(1)])
    await house.pass(MINUTE)
    house.sees([HELD(3)])
    await house.pass(MINUTE)
    expect(await house.calls()).toHaveLength(1)
    expect((await openAlarms(house.store))[0]?.title).toBe('Faxes that wait for a person: 3')
    await house.pass(HOUR)
    house.sees([HELD(2)])
    await house.pass(5 * HOUR)
    expect(await house.calls()).toEqual(['alarm.raised faxes-held', 'alarm.more faxes-held'])
  })
})

describe('what an operator chooses', () => {
  const start = async (more: string) => {
    await house.close()
    house = await anAlarmHouse(alarmConfig(`${WITH_ALL}${more}`))
  }

  it('reminders come until somebody has said that he knows', async () => {
    await start('  remindHours: 4\n')
    house.sees([HELD(1)])
    await house.pass(9 * HOUR)
    expect(await house.calls()).toEqual([
      'alarm.raised faxes-held',
      'alarm.still faxes-held',
      'alarm.still faxes-held',
    ])
    const know = { by: 'ann', at: house.clock.now() }
    expect(await acknowledgeAlarm(house.store, 'faxes-held', know)).toBe('done')
    expect(await acknowledgeAlarm(house.store, 'faxes-held', know)).toBe('before')
    expect(await acknowledgeAlarm(house.store, 'relay-down', know)).toBe('notFound')
    await house.pass(24 * HOUR)
    expect(await house.calls()).toHaveLength(3)
  })

  it('quiet hours keep warnings back until they end, and nothing that is critical', async () => {
    // It is 06:00 UTC, 07:00 in Berlin.
    await start('  timeZone: Europe/Berlin\n  quiet: { from: "22:00", to: "08:00" }\n')
    house.sees([HELD(1), { kind: 'disk-full' }, { kind: 'keys-overdue' }])
    await house.pass(30 * MINUTE)
    expect(await house.calls()).toEqual(['alarm.raised disk-full'])
    house.sees([HELD(1), { kind: 'disk-full' }])
    await house.pass(45 * MINUTE)
    expect((await house.calls()).slice(1)).toEqual(['alarm.raised faxes-held'])
  })

  it('alarms that are off are listed and told to nobody', async () => {
    await start('  off: [faxes-held]\n')
    house.sees([HELD(1)])
    await house.pass(HOUR)
    expect(await house.calls()).toEqual([])
    expect(await house.open()).toHaveLength(1)
  })

  it('more people get mails, each once, and in another language', async () => {
    await start('  mail: [night@example.com, boss@example.com]\n  language: de\n')
    house.sees([HELD(2)])
    await house.look()
    expect([...(await house.mails())].sort()).toEqual([
      'boss@example.com: Faxe, die auf einen Menschen warten: 2',
      'night@example.com: Faxe, die auf einen Menschen warten: 2',
    ])
  })

  it('without any address the alarm is kept, and told by the log alone', async () => {
    await house.close()
    house = await anAlarmHouse(alarmConfig(''))
    house.sees([HELD(1)])
    await house.pass(HOUR)
    expect([await house.mails(), await house.calls()]).toEqual([[], []])
    expect(await house.open()).toMatchObject([{ kind: 'faxes-held', toldCount: 1 }])
  })
})

describe('a dead relay', () => {
  it('is not told through itself: by webhook at once, by mail only when it is over', async () => {
    house.sees([{ kind: 'relay-down', count: 4, facts: { why: 'ECONNREFUSED' } }])
    await house.pass(HOUR)
    expect(await house.mails()).toEqual([])
    expect(await house.calls()).toEqual(['alarm.raised relay-down'])
    house.sees([])
    await house.pass(HOUR)
    expect(await house.mails()).toEqual(['boss@example.com: Over: The mail relay takes no mail'])
  })
})

describe('a full disk', () => {
  it('on which no mail can be written is told by webhook', async () => {
    Object.assign(house.deps.spool, {
      begin: () => {
        throw new Error('ENOSPC')
      },
    })
    house.sees([{ kind: 'disk-full', facts: { free: 1, limit: 2 } }])
    await house.look()
    expect([await house.mails(), await house.calls()]).toEqual([[], ['alarm.raised disk-full']])
  })
})

describe('many', () => {
  it('alarms of one kind are bounded', async () => {
    house.sees(
      Array.from({ length: 100 }, (_, n) => ({
        kind: 'address-broken' as const,
        about: `a${n}@example.com`,
      })),
    )
    await house.pass(HOUR)
    expect(await house.open()).toHaveLength(20)
  })

  it('kinds at once: every one can be raised, told and ended', async () => {
    house.sees(ALARM_KINDS.map(kind => ({ kind })))
    await house.pass(6 * HOUR)
    expect((await house.open()).map(({ kind }) => kind).sort()).toEqual([...ALARM_KINDS].sort())
    house.sees([])
    await house.pass(HOUR)
    expect(await house.open()).toEqual([])
  })
})

describe('every alarm', () => {
  const kinds = ALARM_KINDS.filter(kind => !('event' in ALARMS[kind]))

  it.each(kinds)('%s goes off once and ends once, by mail and by webhook', async kind => {
    house.sees([{ kind, about: 'x' }])
    await house.pass(6 * HOUR)
    expect(await house.calls()).toEqual([`alarm.raised ${kind}:x`])
    // Of a dead relay nobody is told through it.
    expect(await house.mails()).toHaveLength(kind === 'relay-down' ? 0 : 1)
    house.sees([])
    await house.pass(6 * HOUR)
    expect(await house.calls()).toEqual([`alarm.raised ${kind}:x`, `alarm.over ${kind}:x`])
    const mails = await house.mails()
    expect(mails).toHaveLength(kind === 'relay-down' ? 1 : 2)
    expect(mails.at(-1)).toMatch(/^boss@example\.com: Over: /)
  })
})

describe('an event', () => {
  it('is told once, also when it is raised again and again, and ends without a word', async () => {
    const raisedAt = house.clock.now()
    const event = { kind: 'budget-full', about: 'sales faxes 2026-11-21', count: 1, raisedAt } as const
    const facts = { whose: 'sales', what: 'faxes', day: '2026-11-21', limit: 10 }
    const until = (raisedAt + 24 * HOUR) as never
    for (let i = 0; i < 5; i++) {
      await house.store.raiseAlarm({ ...event, id: `alm_${i}` as never, facts, until })
      await house.pass(HOUR)
    }
    expect(await house.mails()).toEqual(['boss@example.com: The daily budget of sales is used up (faxes)'])
    await house.pass(24 * HOUR)
    expect(await house.open()).toEqual([])
    expect(await house.calls()).toHaveLength(1)
  })
})

describe('what is over', () => {
  it('is listed for people who ask, and dropped at last', async () => {
    house.sees([HELD(1)])
    await house.look()
    house.sees([])
    await house.pass(HOUR)
    const since = (house.clock.now() - 2 * HOUR) as never
    expect(await house.store.alarms(since)).toHaveLength(1)
    expect(await house.store.pruneAlarms((house.clock.now() + 1) as never)).toBe(1)
    expect(await house.store.alarms(since)).toEqual([])
  })
})
