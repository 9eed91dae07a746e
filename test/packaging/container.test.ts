import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

interface Instruction {
  readonly name: string
  readonly text: string
}

/** Instructions with their continued lines joined; comments and empty lines left out. */
function instructionsOf(file: string): Instruction[] {
  const joined = file.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, ' ')
  return joined
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const [, name = '', text = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? []
      expect(name, line).not.toBe('')
      return { name, text: text.trim() }
    })
}

describe.each(['packaging/container/Containerfile', 'packaging/container/postfix/Containerfile'])(
  '%s',
  path => {
    const instructions = instructionsOf(read(path))
    const texts = (name: string) => instructions.filter(line => line.name === name).map(({ text }) => text)

    it('begins from images that are named in full, with a version', () => {
      expect(texts('FROM').length).toBeGreaterThan(0)
      for (const from of texts('FROM')) {
        expect(from).toMatch(/^docker\.io\/[a-z/]+:[a-z0-9.-]+( AS [a-z]+)?$/)
        expect(from).not.toContain(':latest')
      }
    })

    it('installs nothing by the way, and leaves no package lists', () => {
      for (const run of texts('RUN').filter(text => text.includes('apt-get install'))) {
        expect(run).toContain('apt-get update')
        expect(run).toContain('--no-install-recommends')
        expect(run).toContain('rm -rf /var/lib/apt/lists/*')
      }
      expect(texts('ADD')).toEqual([])
    })

    it('says how to find out whether it is well', () => {
      expect(texts('HEALTHCHECK').join()).toMatch(/--timeout=\d+s .*CMD \["/)
    })

    it('starts without a shell in between, so that signals arrive', () => {
      for (const text of [...texts('ENTRYPOINT'), ...texts('CMD')]) expect(text).toMatch(/^\[".*"\]$/)
    })
  },
)

describe('the container of faxbridge', () => {
  const instructions = instructionsOf(read('packaging/container/Containerfile'))
  const last = instructions.map(({ name }) => name).lastIndexOf('FROM')
  const stage = instructions.slice(last)

  it('runs as a user without rights, and nothing is done as root behind that', () => {
    const names = stage.map(({ name }) => name)
    expect(stage.find(({ name }) => name === 'USER')?.text).toBe('faxbridge')
    expect(names.slice(names.indexOf('USER'))).not.toContain('RUN')
  })

  it('copies files that are there, and that the build may see', () => {
    const seen = read('.dockerignore').split('\n')
    for (const { name, text } of instructions) {
      if (name !== 'COPY' || text.startsWith('--from')) continue
      for (const source of text.split(' ').slice(0, -1)) {
        expect(existsSync(new URL(source, root)), source).toBe(true)
        expect(seen.includes(`!${source.replace(/^\.\//, '').split('/')[0]}`), source).toBe(true)
      }
    }
  })

  it('has every folder of the program that the npm package has', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] }
    const copied = stage.filter(({ name }) => name === 'COPY').map(({ text }) => text)
    for (const file of files.filter(name => name === 'dist' || name.startsWith('src/')))
      expect(
        copied.some(text => text.includes(`${file} ./${file}`)),
        file,
      ).toBe(true)
  })

  it('has the Node.js that the program wants', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    const major = /\d+/.exec(engines.node)?.[0]
    for (const { name, text } of instructions) if (name === 'FROM') expect(text).toContain(`node:${major}-`)
  })
})

describe('compose.yaml', () => {
  const { services, networks, volumes } = parse(read('packaging/container/compose.yaml'))

  it('keeps faxbridge in: read-only root, no capability, bounded memory and processes, time to stop', () => {
    const { faxbridge } = services
    expect(faxbridge).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      restart: 'always',
      stop_grace_period: '90s',
    })
    expect(faxbridge.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    expect(read('packaging/container/Containerfile')).toContain(`--uid ${faxbridge.user.split(':')[0]} `)
    expect(faxbridge.security_opt).toContain('no-new-privileges:true')
    expect(faxbridge.tmpfs.join()).toMatch(/^\/tmp:size=\d+m/)
    expect(faxbridge.pids_limit).toBeGreaterThan(0)
    expect(faxbridge.mem_limit).toBeTruthy()
    // Nothing of it is reached from outside of the network of the two.
    expect(faxbridge.ports).toBeUndefined()
  })

  it('names networks, volumes and files that are there', () => {
    for (const service of Object.values(services) as {
      networks: Record<string, { ipv4_address: string }>
      volumes: string[]
      build: { dockerfile: string; context: string }
    }[]) {
      for (const name of Object.keys(service.networks)) expect(networks, name).toHaveProperty(name)
      for (const volume of service.volumes) {
        const [source = ''] = volume.split(':')
        if (source.startsWith('.'))
          expect(existsSync(new URL(`packaging/container/${source}`, root)), source).toBe(true)
        else expect(volumes, source).toHaveProperty(source)
      }
      const context = new URL(`packaging/container/${service.build.context}/`, root)
      expect(existsSync(new URL(service.build.dockerfile, context)), service.build.dockerfile).toBe(true)
    }
  })

  // The gateway of the network belongs to everybody outside: only the two containers may be trusted.
  it('has one network in which each trusts the address of the other alone', () => {
    const subnet: string = networks.mail.ipam.config[0].subnet
    const [bridge, postfix] = [services.faxbridge, services.postfix].map(
      one => one.networks.mail.ipv4_address as string,
    )
    for (const address of [bridge, postfix])
      expect(address?.startsWith(subnet.replace(/0\/24$/, ''))).toBe(true)
    const { smtp } = parse(read('packaging/container/faxbridge.yaml'))
    expect(smtp.listeners.map(({ peers }: { peers: string[] }) => peers)).toEqual([[postfix]])
    expect(smtp.trustedRelays).toEqual([postfix])
    const trusted = /mynetworks ?= ?([^'"\n]*)/.exec(read('packaging/container/postfix/Containerfile'))?.[1]
    expect(trusted).toContain(bridge)
    expect(trusted).not.toContain(subnet)
  })
})

describe('configurations that come with packages', () => {
  it.each(['packaging/debian/faxbridge.yaml', 'packaging/container/faxbridge.yaml'])(
    '%s is good, sends nothing to anybody, and lets nobody send',
    path => {
      const loaded = loadConfig(new URL(path, root).pathname, {})
      expect(loaded.ok && loaded.config).toMatchObject({ subscribers: [] })
      if (!loaded.ok) return
      expect(Object.values(loaded.config.providers).map(({ type }) => type)).toEqual(['loopback'])
      expect(loaded.config.dataDir).toBe('/var/lib/faxbridge')
    },
  )

  it('the one of the Debian package listens on this machine only', () => {
    const { smtp, http } = parse(read('packaging/debian/faxbridge.yaml'))
    for (const { listen } of smtp.listeners) expect(listen).toMatch(/^127\.0\.0\.1:/)
    expect(http).toBeUndefined()
  })
})
