// Copies the npm packages that the daemon runs with into a folder:  production-packages.mjs FOLDER
// Which those are stands in the lock file; what node_modules has beside them, tools for working on faxbridge, stays
// behind. So nothing is fetched, and two builds of one commit have the same files. What no program loads is left out.
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [, , folder] = process.argv
if (folder === undefined) throw new Error('production-packages.mjs FOLDER')

/** Sources and by-products of compiled packages, types, maps, tests, settings of tools: no program loads them. */
const UNUSED = [
  /\/(?:test|tests|integration|spec|\.github|\.husky|\.vscode)$/,
  /\/(?:\.npmignore|\.gitignore|\.gitattributes|\.gitmodules|\.eslintrc[.a-z]*|\.editorconfig|\.prettierrc|\.nojekyll|index\.html)$/,
  /\.(?:d\.ts|d\.cts|d\.mts|map|tsbuildinfo)$/,
  /^better-sqlite3\/(?:deps|src|binding\.gyp)$/,
  /^better-sqlite3\/build\/(?!Release(?:$|\/better_sqlite3\.node$))/,
]

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
const wanted = Object.entries(packages).filter(
  ([path, entry]) => path !== '' && !entry.dev && !entry.devOptional,
)
const installed = path => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
const wrong = wanted.filter(([path, { optional, version }]) =>
  existsSync(join(root, path)) ? installed(path).version !== version : !optional,
)
if (wrong.length > 0) {
  console.error(`Run npm ci first. Not as in the lock file: ${wrong.map(([path]) => path).join(', ')}`)
  process.exit(1)
}

const licences = []
for (const [path] of wanted) {
  const from = join(root, path)
  // Of packages for other machines only ours is installed.
  if (!existsSync(from)) continue
  const name = path.slice('node_modules/'.length)
  cpSync(from, join(folder, path), {
    recursive: true,
    // Packages inside packages stand in the lock file for themselves.
    filter: source => {
      const inside = source.slice(join(root, 'node_modules/').length)
      return (
        (source === from || basename(source) !== 'node_modules') && !UNUSED.some(rule => rule.test(inside))
      )
    },
  })
  const { version, license, licenses } = installed(path)
  const terms =
    license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ') ?? 'see the package'
  licences.push(` ${name.replace(/^.*node_modules\//, '')} ${version}: ${terms}`)
}
writeFileSync(join(folder, 'LICENCES'), `${[...new Set(licences)].sort().join('\n')}\n`)
