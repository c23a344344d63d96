import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import {
  PaymentServiceService,
  type LookRequest,
  type LookResponse,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import { grpcClient, unary } from './client.js';

const calls = new Map<number, number>();
const servers = new Map<number, Server>();

/** A payments replica on `port` (0: a free one) that counts its calls. @returns its port */
async function replica(port = 0): Promise<number> {
  const server = new Server();
  let bound = 0;
  const look = (_call: ServerUnaryCall<LookRequest, LookResponse>, done: sendUnaryData<LookResponse>): void => {
    calls.set(bound, (calls.get(bound) ?? 0) + 1);
    done(null, { terms: [] });
  };
  server.addService(PaymentServiceService, { look } as never);
  bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
      error ? reject(error) : resolve(at),
    ),
  );
  servers.set(bound, server);
  return bound;
}

afterEach(() => {
  for (const server of servers.values()) server.forceShutdown();
});

test('calls take turns among replicas, pass one that is gone, and find it again', async () => {
  const [first, second] = [await replica(), await replica()];
  const peer = grpcClient(PaymentServiceService, `127.0.0.1:${first},127.0.0.1:${second}`);
  const ask = async (times: number): Promise<[number, number]> => {
    calls.clear();
    for (let i = 0; i < times; i += 1) await unary(peer, 'look', { termIds: [] }, 5_000);
    return [calls.get(first) ?? 0, calls.get(second) ?? 0];
  };
  try {
    await ask(2);
    const [a, b] = await ask(20);
    expect(Math.abs(a - b)).toBeLessThanOrEqual(2);
    servers.get(first)?.forceShutdown();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ask(10)).toEqual([0, 10]);
    await replica(first);
    const deadline = performance.now() + 10_000;
    while ((await ask(4))[0] === 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await ask(4))[0]).toBeGreaterThan(0);
  } finally {
    peer.close();
  }
}, 30_000);
