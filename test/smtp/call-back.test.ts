import { describe, expect, it } from 'vitest'
import { makeCallBack } from '../../src/smtp/call-back.ts'
import { houseConfig } from './house.ts'

const live = { current: houseConfig({ subscribers: ['sales', 'office', 'abroad'] }) }
const callBack = makeCallBack(live)

describe('the number of a caller that is called back', () => {
  it.each([
    ['sales', '+4930 1234-5678', '+493012345678'],
    ['sales', '(212) 736-5000', '+12127365000'],
    ['office', '030 12345678', '+493012345678'],
    ['office', '4930123456789', '+4930123456789'],
    ['abroad', '+493012345678', '+493012345678'],
  ])('%s: %s is %s', (id, caller, number) => {
    expect(callBack(id, caller)).toBe(number)
  })

  it.each([
    null,
    '',
    'anonymous',
    'Unknown',
    '+',
    '110',
    '911',
    '+1 212',
    'sip:ann@example.com',
    '+1555555121299999',
  ])('nobody is called back at %s', caller => expect(callBack('sales', caller)).toBeNull())

  it('nor where the subscriber may not fax', () => {
    // Premium rate is closed, abroad is not among what this subscriber may reach, and this one must not be faxed.
    expect(callBack('sales', '+19005551234')).toBeNull()
    expect(callBack('abroad', '+33142685300')).toBeNull()
    expect(callBack('sales', '+15555550404')).toBeNull()
    expect(callBack('nobody', '+493012345678')).toBeNull()
  })

  it('short numbers and the outside line of the house are not what a provider means', () => {
    expect(callBack('office', '201')).toBeNull()
    expect(callBack('office', '0030123456789')).not.toBe('+4930123456789')
  })

  it('asks the configuration in force', () => {
    const changing = { current: live.current }
    const asked = makeCallBack(changing)
    expect(asked('sales', '+493012345678')).toBe('+493012345678')
    changing.current = {
      ...live.current,
      destinations: { ...live.current.destinations, deny: ['+49'] },
    }
    expect(asked('sales', '+493012345678')).toBeNull()
  })
})
