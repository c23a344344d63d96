import { DomainError, violation } from '@perennial/kernel/violation';
import { unary, type Peer } from '@perennial/service/grpc/client';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Descriptors } from './descriptors.js';
import { openApi } from './openapi.js';
import type { Peers } from './peers.client.js';
import { requestJson } from './request-message.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';

const DEADLINE_MS = 5_000;

/** The route table ties names to methods; their types are its request and response. */
type Unary = { requestSerialize: (request: unknown) => Buffer; responseDeserialize: (bytes: Buffer) => unknown };

/**
 * Serves the route table and its OpenAPI document: each request is one unary call to the service that owns the data.
 */
export function registerRest(http: FastifyInstance, peers: Peers): void {
  const descriptors = new Descriptors();
  const document = openApi(ROUTES, descriptors);
  http.get('/api/openapi.json', () => document);
  for (const route of ROUTES) register(http, peers, descriptors, route);
}

function register(http: FastifyInstance, peers: Peers, descriptors: Descriptors, route: Route): void {
  const fields = descriptors.fields(descriptors.rpc(route.rpc.path).request);
  const ask = route.ask ?? askOne(route.client && peers[route.client], route.call);
  http.route({
    method: route.method,
    url: route.path,
    handler: async (request: FastifyRequest) => {
      // What is in the query of a POST is in no body, and a form of another site can set it: it is not read.
      const given = route.method === 'POST' ? postBody(request) : (request.query as object);
      const json = requestJson(fields, { ...given, ...(request.params as object) });
      return route.response.toJSON((await ask(peers, route.request.fromJSON(json) as never)) as never);
    },
  });
}

/** @throws DomainError INVALID_REQUEST for parameters in the query, or a body that is no object. */
function postBody({ body, query }: FastifyRequest): object {
  const named = Object.keys(query as object);
  const violations = named.map((name) =>
    violation(name, 'not_allowed', 'stands in the body of a POST, not in its query'),
  );
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    violations.push(violation('', 'not_an_object', 'the body of a POST is a JSON object'));
  if (violations.length === 0) return body as object;
  throw new DomainError(
    'INVALID_REQUEST',
    violations.map(({ field, message }) => `${field} ${message}`.trim()).join('; '),
    {
      violations,
    },
  );
}

function askOne(client: Peers[NonNullable<Route['client']>] | null, call: string): NonNullable<Route['ask']> {
  if (!client) throw new Error(`${call} names neither a client nor how several are asked`);
  const peer = client as unknown as Peer<Record<string, Unary>>;
  return (_peers, request) => unary(peer, call, request, DEADLINE_MS);
}
