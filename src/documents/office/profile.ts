/**
 * The user profile of a LibreOffice that converts hostile documents: nothing is run, updated, fetched, recovered or asked.
 * This is the second line; the sandbox is the first.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const SETTINGS: readonly (readonly [path: string, name: string, value: string])[] = [
  // 3: only what comes from trusted places is run, and there are none.
  ['Office.Common/Security/Scripting', 'MacroSecurityLevel', '3'],
  ['Office.Common/Security/Scripting', 'DisableMacrosExecution', 'true'],
  // Links of documents that do not come from trusted places are not followed.
  ['Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'],
  ['Office.Java/VirtualMachine', 'Enable', 'false'],
  ['Office.Recovery/RecoveryInfo', 'Enabled', 'false'],
  ['Office.Common/Misc', 'FirstRun', 'false'],
  ['Office.Common/Misc', 'CrashReport', 'false'],
  // 1: links to other tables are never updated.
  ['Office.Calc/Content/Update', 'Link', '1'],
  // 0: links of texts are never updated.
  ['Office.Writer/Content/Update', 'Link', '0'],
]

/** Writes a new profile into `folder`, which must not exist. */
export async function writeProfile(folder: string): Promise<void> {
  await mkdir(join(folder, 'user'), { recursive: true, mode: 0o700 })
  const items = SETTINGS.map(
    ([path, name, value]) =>
      `<item oor:path="/org.openoffice.${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  )
  const xcu = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${items.join('\n')}
</oor:items>
`
  await writeFile(join(folder, 'user', 'registrymodifications.xcu'), xcu, { mode: 0o600 })
}
