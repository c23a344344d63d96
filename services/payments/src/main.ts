import { runMain } from '@perennial/service/boot/run-main';
import { startService } from '@perennial/service/boot/start-service';
import { paymentsService } from './service.js';

await runMain(() => startService(paymentsService, process.env));
