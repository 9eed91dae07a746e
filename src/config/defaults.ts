/** What counts where there is no configuration file. */
import { templatesReader } from './report-templates.ts'
import { type Config, configSchema } from './schema.ts'

/** The defaults of the groups `documents` and `smtp.limits`. */
export function defaultConfig(): {
  readonly documents: Config['documents']
  readonly limits: Config['smtp']['limits']
} {
  const noSecret = () => {
    throw new Error('there are no secrets without a configuration file')
  }
  const { shape } = configSchema(noSecret, templatesReader('.'))
  const { shape: smtp } = shape.smtp
  return { documents: shape.documents.parse(undefined), limits: smtp.limits.parse(undefined) }
}
