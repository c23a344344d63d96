import { runMain } from '@perennial/service/boot/run-main';
import { startService } from '@perennial/service/boot/start-service';
import { deliveryService } from './service.js';

await runMain(() => startService(deliveryService, process.env));
