import { runMain } from '@perennial/service/boot/run-main';
import { startService } from '@perennial/service/boot/start-service';
import { contractsService } from './service.js';

await runMain(() => startService(contractsService, process.env));
