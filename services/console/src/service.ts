import type { AddressInfo } from 'node:net';
import type { Environment } from '@perennial/service/config/environment';
import { createLogger } from '@perennial/service/log/logger';
import { createRegistry } from '@perennial/service/metrics';
import { OpsServer } from '@perennial/service/ops/ops-server';
import { serviceRoutes } from '@perennial/service/ops/service-routes';
import { opsParticipant, type Participant } from '@perennial/service/sandbox/walker';
import { withTrace } from '@perennial/events/trace-context';
import { fastify, type FastifyInstance } from 'fastify';
import { Histogram } from 'prom-client';
import { closePeers, openPeers, type Peers } from './api/peers.client.js';
import { toProblem } from './api/problem.js';
import { registerRest } from './api/rest.http.js';
import { registerClock } from './clock/clock.http.js';
import { SandboxWalk, type WalkWatch } from './clock/walk-clock.js';
import { readConsoleConfig, type ConsoleConfig } from './config.js';
import { registerImports } from './import/import.http.js';
import { registerCallbacks } from './callback/callbacks.http.js';
import { registerOverview } from './overview/overview.http.js';
import { registerLinks } from './page/links.http.js';
import { readAnyBody, readForms } from './page/read-form.js';
import { WORDS } from './page/words.js';
import { sayingPage } from './page/pay.page.js';
import { PAGE_HEADERS } from './page/html.js';
import { languageOf } from './page/language.js';
import { consoleNames, refuseForeign } from './api/foreign-request.js';

export interface RunningConsole {
  readonly httpPort: number;
  readonly opsPort: number;
  stop(): Promise<void>;
}

/** What a process that holds the other services as well gives its console. */
export interface InProcess {
  /** Whose clocks are walked, instead of SANDBOX_PARTICIPANTS. */
  readonly participants?: readonly Participant[];
  readonly watch?: WalkWatch;
}

const MAX_BODY = 1024 * 1024;

/**
 * Boots the HTTP edge. It owns no data: every request is a call to the service that does.
 * @throws DomainError INVALID_CONFIGURATION, or EADDRINUSE naming the port.
 */
export async function startConsole(environment: Environment, inProcess: InProcess = {}): Promise<RunningConsole> {
  const config = readConsoleConfig(environment);
  const logger = createLogger('console', config.LOG_LEVEL);
  const registry = createRegistry('console');
  const peers = openPeers(config);
  const http = fastify({ bodyLimit: MAX_BODY, routerOptions: { maxParamLength: 1_000 } });
  const seconds = new Histogram({
    name: 'perennial_http_seconds',
    help: 'time to answer',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  http.addHook('onRequest', (request, _reply, done) => {
    withTrace(request.headers['traceparent']?.toString(), done);
  });
  refuseForeign(http, consoleNames(config.PUBLIC_URL, config.HTTP_HOSTS));
  http.addHook('onResponse', (request, reply, done) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
    done();
  });
  http.setErrorHandler((error, _request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) logger.error({ err: error }, 'request failed');
    return reply.status(problem.status).type('application/problem+json').send(problem);
  });
  http.setNotFoundHandler((request, reply) => {
    // A customer who lost the end of a link sees a page.
    if (/^\/(pay|unsubscribe|answer)(\/|$)/.test(request.url)) {
      const language = languageOf(undefined, request.headers['accept-language']);
      return reply.status(404).headers(PAGE_HEADERS).send(sayingPage(WORDS[language].invalid, language));
    }
    return reply
      .status(404)
      .type('application/problem+json')
      .send({
        type: 'about:blank',
        title: `there is nothing at ${request.url.split('?')[0]}`,
        status: 404,
        code: 'ROUTE_NOT_FOUND',
      });
  });
  const sandbox = new SandboxWalk(
    inProcess.participants ?? config.SANDBOX_PARTICIPANTS.map(({ name, url }) => opsParticipant(name, url)),
    inProcess.watch,
  );
  registerRest(http, peers);
  if (config.PERENNIAL_CLOCK === 'sandbox') registerClock(http, sandbox);
  http.register((files, _options, done) => {
    registerImports(files, peers);
    done();
  });
  http.register((links, _options, done) => {
    readAnyBody(links);
    registerLinks(links, peers, (error) => logger.error({ err: error }, 'a page of a link failed'));
    done();
  });
  http.register((hooks, _options, done) => {
    registerCallbacks(hooks, peers, (error) => logger.error({ err: error }, 'a webhook could not be passed on'));
    done();
  });
  http.register((pages, _options, done) => {
    registerPages(pages, config, peers, sandbox);
    done();
  });
  const ops = new OpsServer(serviceRoutes({ registry, readiness: async () => ({ reasons: [] }) }), (error) =>
    logger.error({ err: error }, 'ops port failed'),
  );
  const opsPort = await ops.listen(config.OPS_PORT);
  await http.listen({ port: config.HTTP_PORT, host: '127.0.0.1' }).catch(async (error: unknown) => {
    await ops.close();
    throw error;
  });
  const httpPort = portOf(http);
  logger.info({ http: httpPort, ops: opsPort }, 'serving');
  return {
    httpPort,
    opsPort,
    stop: async () => {
      // Before the port closes: who asked for the walk is answered, and nobody walks a system that stops.
      await sandbox.stop();
      await http.close();
      closePeers(peers);
      await ops.close();
    },
  };
}

/** Pages take forms, in a scope of their own: REST takes JSON only. */
function registerPages(pages: FastifyInstance, config: ConsoleConfig, peers: Peers, sandbox: SandboxWalk): void {
  readForms(pages);
  // It shows names and pay links to whoever can reach the port, and there is no login yet.
  if (config.NODE_ENV === 'production') return;
  registerOverview(pages, {
    peers,
    sandbox: config.PERENNIAL_CLOCK === 'sandbox' ? sandbox : undefined,
    catcher: config.MAIL_CATCHER_URL
      ? { url: config.MAIL_CATCHER_URL, host: new URL(config.PUBLIC_URL).hostname }
      : undefined,
  });
}

function portOf(http: FastifyInstance): number {
  return (http.server.address() as AddressInfo).port;
}
