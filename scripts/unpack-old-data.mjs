// Makes a data directory out of a fixture that old-data.mjs wrote:  unpack-old-data.mjs FIXTURE FOLDER
// All times in it are moved, as if that faxbridge had been stopped five minutes ago: what waits is then due, and nothing
// is too old yet.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'

const [, , fixture, folder] = process.argv
const sql = readFileSync(join(fixture, 'database.sql'), 'utf8')
const stopped = Number(/^-- stopped at (\d+)/.exec(sql)[1])
const moved = text =>
  text.replace(/\b1[78]\d{11}\b/g, ms => String(Number(ms) + Date.now() - 300_000 - stopped))

mkdirSync(folder, { recursive: true, mode: 0o700 })
const db = new Database(join(folder, 'faxbridge.db'))
db.exec(moved(sql))
db.close()
for (const [name, packed] of Object.entries(JSON.parse(readFileSync(join(fixture, 'files.json'), 'utf8')))) {
  const bytes = gunzipSync(Buffer.from(packed, 'base64'))
  mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, name), /\.jsonl?$/.test(name) ? moved(bytes.toString()) : bytes, { mode: 0o600 })
}
