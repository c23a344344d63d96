import { startService } from '@perennial/service/boot/start-service';
import { deliveryService } from './service.js';

try {
  const service = await startService(deliveryService, process.env);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void service.stop().then(() => process.exit(0)));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
