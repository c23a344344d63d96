import { startService } from '@perennial/service/boot/start-service';
import { schedulingService } from './service.js';

try {
  const service = await startService(schedulingService, process.env);
  const stop = (): void => {
    service.stop().then(() => process.exit(0), (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
