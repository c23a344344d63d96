import { runMain } from '@perennial/service/boot/run-main';
import { startService } from '@perennial/service/boot/start-service';
import { schedulingService } from './service.js';

await runMain(() => startService(schedulingService, process.env));
