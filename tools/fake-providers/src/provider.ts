import { findRunningSystem } from '@perennial/events/running-system';
import { runProviderCommand } from './provider-command.js';

/** npm run provider */
const answer = await runProviderCommand(process.argv.slice(2), findRunningSystem(process.env)?.fakeProviders);
(answer.code === 0 ? process.stdout : process.stderr).write(`${answer.text}\n`);
process.exitCode = answer.code;
