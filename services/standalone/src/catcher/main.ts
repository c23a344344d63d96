import { runMain } from '@perennial/service/boot/run-main';
import { readEnvironment } from '@perennial/service/config/environment';
import { port } from '@perennial/service/config/fields';
import { z } from 'zod';
import { startMailCatcher } from './mail-catcher.js';

/** The mail catcher as a process of its own, for a cluster. */
await runMain(() => {
  const config = readEnvironment(
    { PERENNIAL_DATA: z.string(), SMTP_PORT: port(1025), HTTP_PORT: port(1080) },
    process.env,
  );
  return startMailCatcher({ catcherSmtp: config.SMTP_PORT, catcherPage: config.HTTP_PORT }, config.PERENNIAL_DATA);
});
