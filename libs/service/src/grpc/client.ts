import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  Client,
  credentials,
  Metadata,
  type ClientDuplexStream,
  type ClientWritableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { currentTraceparent } from '@perennial/events/trace-context';
import type { ErrorReason } from '@perennial/kernel/error-reasons';
import { DomainError } from '@perennial/kernel/violation';
import { wallNow } from '../clock/business-clock.js';
import { decodeRpcStatus } from './rpc-status.js';

/** A method of a service definition generated from proto/ (`CustomerServiceService.listCustomers`). */
interface Method {
  readonly path: string;
  readonly requestSerialize: (request: never) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}
type Definition = Readonly<Record<string, Method>>;
type RequestOf<M> = M extends { requestSerialize: (request: infer R) => Buffer } ? R : never;
type ResponseOf<M> = M extends { responseDeserialize: (bytes: Buffer) => infer R } ? R : never;

/** A client of one service: `grpcClient(CustomerServiceService, 'host:port')`. */
export interface Peer<S> {
  readonly definition: S;
  readonly channel: Client;
  close(): void;
}

const MAX_BYTES = 4 * 1024 * 1024;

/** grpc-js would wait up to two minutes before it looks for a peer that was down again. */
const MOST_RECONNECT_MS = 2_000;
const IN_TURN = JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] });

/**
 * A client of a peer on host:port; without TLS configured peers are on this machine only. Of several addresses
 * (`a.b.c.d:port,a.b.c.d:port`, the replicas of one service) calls take turns, past those that do not answer.
 */
export function grpcClient<S extends object>(definition: S, address: string): Peer<S> {
  const several = address.includes(',');
  const channel = new Client(several ? `ipv4:${address}` : address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_BYTES,
    'grpc.max_send_message_length': MAX_BYTES,
    'grpc.max_reconnect_backoff_ms': MOST_RECONNECT_MS,
    ...(several ? { 'grpc.service_config': IN_TURN } : {}),
  });
  return { definition, channel, close: () => channel.close() };
}

/** Metadata of an outgoing call: the trace goes along. */
export function callMetadata(): Metadata {
  const metadata = new Metadata();
  const traceparent = currentTraceparent();
  if (traceparent) metadata.set('traceparent', traceparent);
  return metadata;
}

/**
 * One unary call with a deadline: `unary(payments, 'look', { termIds }, 300)`.
 * @throws DomainError with the callee's stable reason and fields; PEER_UNAVAILABLE without an answer in time.
 */
export function unary<S extends object, K extends keyof S & string>(
  peer: Peer<S>,
  name: K,
  request: RequestOf<S[K]>,
  deadlineMs: number,
): Promise<ResponseOf<S[K]>> {
  const method = (peer.definition as unknown as Definition)[name] as Method;
  return new Promise((resolve, reject) => {
    const done = (error: ServiceError | null, response?: unknown): void => {
      if (error) reject(toDomainError(error));
      else resolve(response as ResponseOf<S[K]>);
    };
    const serialize = method.requestSerialize as (request: unknown) => Buffer;
    peer.channel.makeUnaryRequest(
      method.path,
      serialize,
      method.responseDeserialize,
      request as unknown,
      callMetadata(),
      { deadline: wallNow() + deadlineMs },
      done,
    );
  });
}

/**
 * Sends all of `requests`, no faster than they are taken: `clientStream(erpSync, 'importCsv', chunks)`. There is no
 * deadline: the sender decides how long it goes on.
 * @throws DomainError with the callee's stable reason and fields, PEER_UNAVAILABLE, or what `requests` throws.
 */
export async function clientStream<S extends object, K extends keyof S & string>(
  peer: Peer<S>,
  name: K,
  requests: AsyncIterable<RequestOf<S[K]>>,
): Promise<ResponseOf<S[K]>> {
  const method = (peer.definition as unknown as Definition)[name] as Method;
  const serialize = method.requestSerialize as (request: RequestOf<S[K]>) => Buffer;
  const deserialize = method.responseDeserialize as (bytes: Buffer) => ResponseOf<S[K]>;
  let call: ClientWritableStream<RequestOf<S[K]>> | undefined;
  const answered = new Promise<ResponseOf<S[K]>>((resolve, reject) => {
    call = peer.channel.makeClientStreamRequest(
      method.path,
      serialize,
      deserialize,
      callMetadata(),
      (error, answer) => {
        if (error) reject(toDomainError(error));
        else resolve(answer as ResponseOf<S[K]>);
      },
    );
  });
  const source = Readable.from(requests);
  const sent = pipeline(source, call as unknown as NodeJS.WritableStream).then(() => answered);
  // An early answer, which is an error, ends the sending: what is still to come would be for nobody.
  return await Promise.race([answered, sent]).finally(() => source.destroy());
}

/** A stream in both directions: `bidi(erpSync, 'sync')`. */
export function bidi<S extends object, K extends keyof S & string>(
  peer: Peer<S>,
  name: K,
): ClientDuplexStream<RequestOf<S[K]>, ResponseOf<S[K]>> {
  const method = (peer.definition as unknown as Definition)[name] as Method;
  const serialize = method.requestSerialize as (request: RequestOf<S[K]>) => Buffer;
  return peer.channel.makeBidiStreamRequest(
    method.path,
    serialize,
    method.responseDeserialize as (bytes: Buffer) => ResponseOf<S[K]>,
    callMetadata(),
  );
}

export function toDomainError(error: ServiceError): DomainError {
  const details = error.metadata?.get('grpc-status-details-bin')[0];
  if (!Buffer.isBuffer(details)) return new DomainError('PEER_UNAVAILABLE', error.message);
  const status = decodeRpcStatus(details);
  return new DomainError(status.reason as ErrorReason, status.message, { violations: status.violations });
}
