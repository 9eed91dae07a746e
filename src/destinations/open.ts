/** Makes the destinations of the configuration in force. They hold nothing open: each is made when it is asked for. */
import type { Config, LiveConfig } from '../config/schema.ts'
import type { PassingOn } from '../fax/passing-on.ts'
import { carryToCommand } from './command.ts'
import type { Destination } from './destination.ts'
import { carryToFolder } from './folder.ts'
import { carryToPrinter } from './ipp.ts'
import { carryOnAsFax, carryToMachine } from './passed-on.ts'
import { carryToS3 } from './s3.ts'
import { carryToWebhook, type WebhookDeps } from './webhook.ts'

/** By the name in inbound.destinations; null: the configuration has none of this name. */
export type Destinations = (name: string) => Destination | null

/** `ways`: absent, and no fax is passed on. */
type DestinationDeps = WebhookDeps & { readonly ways?: PassingOn }

export function makeDestinations(config: LiveConfig, deps: DestinationDeps): Destinations {
  return name => {
    const settings = config.current.inbound.destinations[name]
    if (settings === undefined) return null
    const { required, days } = settings
    const format = formatOf(settings)
    const exact = settings.type === 'fax' || settings.type === 'internet-fax'
    return { format, exact, required, days, carry: carrierOf(settings, deps) }
  }
}

type Settings = Config['inbound']['destinations'][string]

function formatOf(settings: Settings): Destination['format'] {
  if (settings.type === 'fax') return 'fax'
  return settings.type === 'internet-fax' ? 'tiff-s' : settings.format
}

function carrierOf(settings: Settings, deps: DestinationDeps): Destination['carry'] {
  switch (settings.type) {
    case 'folder':
      return parcel => carryToFolder(settings, parcel)
    case 'webhook':
      return (parcel, signal) => carryToWebhook(settings, deps, parcel, signal)
    case 's3':
      return (parcel, signal) => carryToS3(settings, deps, parcel, signal)
    case 'ipp':
      return (parcel, signal) => carryToPrinter(settings, parcel, signal)
    case 'fax':
      return parcel => carryOnAsFax(settings, parcel, deps.ways)
    case 'internet-fax':
      return parcel => carryToMachine(settings, parcel, deps.ways)
    case 'command':
      return (parcel, signal) => carryToCommand(settings, parcel, signal)
  }
}
