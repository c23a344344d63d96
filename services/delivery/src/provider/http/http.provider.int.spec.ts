import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpProvider } from './http.provider.js';

test('an answer without end is read no further than an id is long, and the mail counts as what its status says (review 44)', async () => {
  let written = 0;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = (): void => {
      while (!response.destroyed && written < 200 * 1024 * 1024) {
        written += 64 * 1024;
        if (!response.write('x'.repeat(64 * 1024))) return void response.once('drain', more);
      }
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const monotonic = () => performance.now();
  const provider = new HttpProvider({ url: `http://127.0.0.1:${port}`, monotonic, wallNow: monotonic });
  const mail = {
    idempotencyKey: 'k.1',
    messageIdHeader: 'k.1@renew.example',
    from: { name: 'Renewals', address: 'r@renew.example' },
    to: { name: 'Ada', address: 'ada@customer.example' },
    subject: 'Hello',
    text: 'Hi',
    html: '<p>Hi</p>',
    date: 0 as never,
    unsubscribeUrl: undefined,
    replyTo: undefined,
    reminderIds: [],
    termIds: [],
  };
  expect(await provider.send(mail, { callBy: performance.now() + 5_000 })).toEqual({
    kind: 'accepted',
    providerMessageId: '',
  });
  expect(written).toBeLessThan(20 * 1024 * 1024);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await provider.close();
});
