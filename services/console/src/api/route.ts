import type { Peers } from './peers.client.js';

/** A gRPC method as ts-proto describes it: the one description of request and response. */
interface Method {
  readonly path: string;
  readonly requestSerialize: unknown;
}

/** One REST route: an HTTP form of one unary gRPC method. Path, query and body together are its request's JSON. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** With :name for path parameters. */
  readonly path: string;
  readonly summary: string;
  /** `/perennial.contracts.v1.CustomerService/ListCustomers`. */
  readonly rpc: Method;
  readonly request: { fromJSON(object: unknown): unknown };
  readonly response: { toJSON(message: never): unknown };
  readonly client: Exclude<keyof Peers, 'reviews'> | null;
  readonly call: string;
  /** Where no single service has the answer (`client` is null): asks several. */
  readonly ask?: (peers: Peers, request: never) => Promise<unknown>;
}

type Request = Route['request'];
type Response = Route['response'];
type Rpc = Route['rpc'];

export function get(
  path: string,
  summary: string,
  client: Route['client'],
  call: string,
  rpc: Rpc,
  request: Request,
  response: Response,
): Route {
  return { method: 'GET', path, summary, client, call, rpc, request, response };
}

export function post(...route: Parameters<typeof get>): Route {
  return { ...get(...route), method: 'POST' };
}
