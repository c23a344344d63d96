import { runMain } from '@perennial/service/boot/run-main';
import { startConsole } from './service.js';

await runMain(() => startConsole(process.env));
