/** Options that most commands have. */
import { Option } from 'commander'

/** Which configuration: for the daemon, and to find the one that runs. */
export const configOption = () =>
  new Option('-c, --config <file>', 'configuration file')
    .default('/etc/faxbridge/faxbridge.yaml')
    .env('FAXBRIDGE_CONFIG')
/** For programs instead of people. */
export const jsonOption = () => new Option('--json', 'answer as JSON, for programs')
