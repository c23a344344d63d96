import { instant, type Instant } from '@perennial/kernel/instant';
import { runMain } from '@perennial/service/boot/run-main';
import { readEnvironment } from '@perennial/service/config/environment';
import { grpcPeer, port, url } from '@perennial/service/config/fields';
import { opsParticipant } from '@perennial/service/sandbox/walker';
import { z } from 'zod';
import { startFeeder } from './start-feeder.js';

/** The feeder as a process of its own, for a cluster. It stands where the sandbox clock of contracts stands. */
await runMain(async () => {
  const config = readEnvironment(
    {
      CONTRACTS_GRPC_URL: grpcPeer(50051),
      PAYMENTS_GRPC_URL: grpcPeer(50055),
      CONTRACTS_OPS_URL: url('http:').default('http://127.0.0.1:9101'),
      OPS_PORT: port(9108),
      PERENNIAL_CLOCK: z.enum(['system', 'sandbox']).default('sandbox'),
      LOG_LEVEL: z.string().default('info'),
    },
    process.env,
  );
  const now = config.PERENNIAL_CLOCK === 'system' ? instant(Date.now()) : await sandboxNow(config.CONTRACTS_OPS_URL);
  return await startFeeder({
    contracts: config.CONTRACTS_GRPC_URL,
    payments: config.PAYMENTS_GRPC_URL,
    opsPort: config.OPS_PORT,
    now,
    logLevel: config.LOG_LEVEL,
    say: (line) => process.stdout.write(`${line}\n`),
  });
});

async function sandboxNow(opsUrl: string): Promise<Instant> {
  return instant(Date.parse((await opsParticipant('contracts', opsUrl).idle()).now));
}
