import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { CustomerServiceService } from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import { PaymentServiceService } from '@perennial/proto/gen/perennial/payments/v1/payments';
import { newId } from '@perennial/kernel/ids';
import { instant } from '@perennial/kernel/instant';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { signLink } from '@perennial/service/link/signed-link';
import { contact, contract, customer, Edges } from '@perennial/testing/system/edges';
import { freePortOffset } from '@perennial/processes/free-offset';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { testStand, type TestStand } from '@perennial/testing/system/test-stand';
import { startStandalone, type RunningStandalone } from './start-standalone.js';

// What comes over the HTTP edge, over gRPC below any use case, and at the start (invariants.md, Bad input).
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const START = '2025-01-06T00:00:00Z';
let stand: TestStand;
let root: string;
let running: RunningStandalone;
let edges: Edges;
let base: string;

beforeAll(async () => {
  stand = await testStand('bad-input');
  root = stand.dataDir;
  running = await startStandalone(
    {
      PERENNIAL_DATA: join(root, 'first'),
      PERENNIAL_SAMPLE: 'none',
      PERENNIAL_PORT_OFFSET: String(await freePortOffset()),
      PERENNIAL_SANDBOX_START: START,
      ...stand.environment,
    },
    () => undefined,
  );
  edges = new Edges(running.ports.grpc);
  base = `http://127.0.0.1:${running.ports.http}`;
}, 60_000);

afterAll(async () => {
  edges?.close();
  await running?.stop();
  await stand?.end();
});

interface Answer {
  status: number;
  type: string | null;
  body: string;
}

async function http(method: string, path: string, body?: string, type = 'application/json'): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
  });
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
}

/** `status code field rule …` of a problem document. */
async function problem(method: string, path: string, body?: string, type?: string): Promise<string> {
  const answer = await http(method, path, body, type);
  expect(answer.type).toContain('application/problem+json');
  const {
    status,
    code,
    title,
    violations = [],
  } = JSON.parse(answer.body) as {
    status: number;
    code: string;
    title: string;
    violations?: { field: string; rule: string; message: string }[];
  };
  expect([status, title === '', violations.some(({ message }) => message === '')]).toEqual([
    answer.status,
    false,
    false,
  ]);
  return [status, code, ...violations.flatMap(({ field, rule }) => [field, rule])].join(' ');
}

describe('HTTP', () => {
  test.each([
    ['GET', '/api/v1/nothing', undefined, '404 ROUTE_NOT_FOUND'],
    ['GET', "/api/v1/contracts/'%20or%201=1", undefined, '400 INVALID_REQUEST contract_id not_an_id'],
    ['GET', '/api/v1/customers?colour=red', undefined, '400 INVALID_REQUEST colour unknown_field'],
    ['GET', '/api/v1/customers?pageSize=many', undefined, '400 INVALID_REQUEST pageSize not_a_number'],
    ['GET', '/api/v1/customers?pageSize=1&pageSize=2', undefined, '400 INVALID_REQUEST pageSize given_twice'],
    ['GET', '/api/v1/reminders?state=ASLEEP', undefined, '400 INVALID_REQUEST state unknown_value'],
    ['POST', '/api/v1/policies', '{"document": 7}', '400 INVALID_REQUEST document not_a_text'],
    ['POST', '/api/v1/policies', '{"document": "policy: x"}', '400 INVALID_POLICY'],
    ['POST', '/api/v1/payments', '{broken', '400 BAD_HTTP'],
    ['POST', '/api/v1/payments', `{"gateway":"${'x'.repeat(1024 * 1024)}"}`, '413 BAD_HTTP'],
    ['POST', '/sandbox/clock', '{"advance":"tomorrow"}', '400 INVALID_REQUEST advance not_a_duration'],
    ['POST', '/sandbox/clock', '{"to":"2020-01-01T00:00:00Z"}', '400 INVALID_REQUEST to not_back'],
    ['POST', '/sandbox/clock', '{"forward":1}', '400 INVALID_REQUEST forward unknown_field'],
  ])('%s %s is refused (%#)', async (method, path, body, expected) => {
    expect(await problem(method, path, body)).toContain(expected);
  });

  test('a body of another type is refused', async () => {
    expect(await problem('POST', '/api/v1/payments', '<xml/>', 'application/xml')).toBe('415 BAD_HTTP');
  });
});

// Refused files are read to their end, however long, so that the sender sees the answer.
test.each([
  ['dogs?system=x', 'name', 'text/csv', '400 INVALID_CSV kind unknown_value'],
  ['customers?system=x', '', 'text/csv', '400 INVALID_CSV chunk empty_file'],
  ['owners?system=x', 'source_id,name', 'text/csv', '400 INVALID_CSV team missing_column'],
  ['customers?system=x', 'x\n'.repeat(2_000_000), 'text/csv', '400 INVALID_CSV'],
  ['customers?system=x', 'name', 'application/x-www-form-urlencoded', '415 BAD_HTTP'],
])('a file to imports/%s is refused (%#)', async (path, body, type, expected) => {
  expect(await problem('POST', `/api/v1/imports/${path}`, body, type)).toContain(expected);
});

describe('pages', () => {
  const form = 'application/x-www-form-urlencoded';

  test.each([
    ['GET', '/customers/<b>', undefined, 400, 'customer_id is a UUID'],
    ['GET', `/customers/${newId()}`, undefined, 404, 'no customer has the id'],
    ['GET', `/reminders/${newId()}`, undefined, 404, 'there is no reminder of this id'],
    ['GET', '/?page=<b>', undefined, 400, 'page_token is a next_page_token of the same list'],
    ['POST', '/walk', 'advance=<b>', 400, 'advance: must be an ISO 8601 duration'],
    ['POST', '/walk', 'to=2020-01-01T00:00:00Z', 400, 'the clock never goes back'],
    ['POST', '/walk', '', 400, 'give either advance'],
  ])('%s %s (%s) is refused on a page', async (method, path, body, status, sentence) => {
    const answer = await http(method, path, body, form);
    expect([answer.status, answer.type]).toEqual([status, 'text/html; charset=utf-8']);
    expect(answer.body).toContain(sentence);
    expect(answer.body).not.toContain('<b>');
  });

  test('another site cannot walk the clock, and no form reaches REST', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const sent = await fetch(`${base}/walk`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ advance: 'P1D' }),
    });
    expect(sent.status).toBe(403);
    expect(await problem('POST', '/api/v1/payments', 'gateway=x', form)).toBe('415 BAD_HTTP');
  });
});

describe('links', () => {
  test('altered, expired and foreign pay links show nothing and pay nothing; a good one pays once', async () => {
    const [, , contractId] = await edges.take([
      customer('linked', 'UTC'),
      contact('linked', 'linked'),
      contract('linked', 'linked', '2024-02-01'),
    ]);
    await walkTo(participantsOf(Object.values(running.services)), running.services.contracts.clock.now());
    const [term] = await edges.terms(contractId as string);
    const payments = grpcClient(PaymentServiceService, `127.0.0.1:${running.ports.grpc.payments}`);
    const { terms } = await unary(payments, 'look', { termIds: [term?.termId ?? ''] }, 5_000);
    payments.close();
    const token = terms[0]?.payToken ?? '';
    const [key] = (
      JSON.parse(readFileSync(join(root, 'first', 'keys.json'), 'utf8')) as { LINK_SIGNING_KEYS: string }
    ).LINK_SIGNING_KEYS.split(',').map((text) => ({
      id: text.split(':')[0] as string,
      key: Buffer.from(text.slice(text.indexOf(':') + 1), 'base64'),
    }));
    if (!key) throw new Error('there is no key');
    const expired = signLink([key], {
      purpose: 'pay',
      subject: `${term?.termId}:1`,
      expiresAt: instant(Date.parse(START)),
    });
    const foreign = signLink([{ ...key, key: Buffer.alloc(32, 9) }], {
      purpose: 'pay',
      subject: `${term?.termId}:1`,
      expiresAt: instant(Date.parse('2026-01-01')),
    });
    const altered = `${token.slice(0, -3)}${token.endsWith('AAA') ? 'BBB' : 'AAA'}`;
    for (const bad of [altered, expired, foreign, 'x', encodeURIComponent('<script>')]) {
      for (const method of ['GET', 'POST']) {
        const { status, body } = await http(
          method,
          `/pay/${bad}`,
          method === 'POST' ? '' : undefined,
          'application/x-www-form-urlencoded',
        );
        expect([status, body.includes('12,000'), body.includes('<script>')]).toEqual([404, false, false]);
      }
    }
    expect((await http('GET', `/pay/${token}`)).body).toContain('12,000.00');
    expect((await http('GET', `/pay/${token}`)).status).toBe(200);
    expect((await edges.term(contractId as string, 1)).state).toBe('TERM_STATE_OPEN');
    const { body: shown } = await http('GET', `/pay/${token}`);
    const fields = [...shown.matchAll(/name="(\w+)" value="(\w+)"/g)].map(([, name, value]) => `${name}=${value}`);
    const form = fields.join('&');
    const twice = [
      await http('POST', `/pay/${token}`, form, 'application/x-www-form-urlencoded'),
      await http('POST', `/pay/${token}`, form, 'application/x-www-form-urlencoded'),
    ];
    expect(twice.map(({ status }) => status)).toEqual([200, 409]);
    const paid = JSON.parse((await http('GET', `/api/v1/payments?termId=${term?.termId}`)).body) as {
      payments: unknown[];
    };
    expect(paid.payments).toHaveLength(1);
  });
});

describe('gRPC below the use cases', () => {
  function raw(bytes: Buffer): Promise<ServiceError | null> {
    const client = new Client(`127.0.0.1:${running.ports.grpc.contracts}`, credentials.createInsecure());
    const { path } = CustomerServiceService.listCustomers;
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        path,
        (whole: Buffer) => whole,
        (answer: Buffer) => answer,
        bytes,
        (error) => {
          client.close();
          resolve(error);
        },
      );
    });
  }

  test('bytes that are no message, and a message of 5 MB, are refused; the next call is served', async () => {
    expect((await raw(Buffer.from([0xff, 0xff, 0xff, 0xff])))?.code).toBeGreaterThan(0);
    // RESOURCE_EXHAUSTED
    expect((await raw(Buffer.alloc(5 * 1024 * 1024, 0x0a)))?.code).toBe(8);
    expect(await edges.customers()).toBeGreaterThanOrEqual(0);
  });
});

describe('starting', () => {
  function start(environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const { PERENNIAL_TEST_POSTGRES: _shared, ...inherited } = process.env;
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, PERENNIAL_SAMPLE: 'none', SMTP_URL: stand.smtp.url, ...environment },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output })));
  }

  async function refusedAt(offset: number): Promise<string> {
    const dataDir = join(root, 'second');
    const { code, output } = await start({ PERENNIAL_DATA: dataDir, PERENNIAL_PORT_OFFSET: String(offset) });
    expect(code).toBe(1);
    // Before anything is started, made or said.
    expect(existsSync(dataDir)).toBe(false);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain(`PERENNIAL_PORT_OFFSET=${offset + 100} npm start`);
    return output;
  }

  test('beside another one on the same ports it ends with 1, names a port, and leaves nothing running', async () => {
    const output = await refusedAt(running.config.PERENNIAL_PORT_OFFSET);
    const ports = [running.ports.http, ...Object.values(running.ports.grpc), ...Object.values(running.ports.ops)];
    expect(output).toMatch(new RegExp(`starting failed: .*\\b(${ports.join('|')})\\b`));
    expect((await http('GET', '/api/v1/customers')).status).toBe(200);
  }, 60_000);

  test.each([
    ['HTTP', 8080],
    ['gRPC', 50054],
    ['ops', 9105],
  ])(
    'where only the %s port %d is taken as well',
    async (_kind, port) => {
      const offset = await freePortOffset();
      const holder = createServer();
      await new Promise<void>((resolve) => holder.listen(port + offset, '127.0.0.1', resolve));
      try {
        expect(await refusedAt(offset)).toMatch(new RegExp(`starting failed: .*\\b${port + offset}\\b`));
      } finally {
        holder.close();
      }
    },
    60_000,
  );

  test('unknown names and bad values are told all at once', async () => {
    const { code, output } = await start({
      PERENNIAL_DATA: join(root, 'third'),
      PERENNIAL_CLOK: 'sandbox',
      PERENNIAL_SAMPLE: 'everything',
      HTTP_PORT: 'eighty',
    });
    expect(code).toBe(1);
    for (const name of ['PERENNIAL_CLOK', 'PERENNIAL_SAMPLE', 'HTTP_PORT']) expect(output).toContain(name);
    expect(existsSync(join(root, 'third'))).toBe(false);
  });
});
