import { credentials, Metadata, type CallOptions, type ChannelCredentials, type ClientOptions, type ServiceError } from '@grpc/grpc-js';
import { currentTraceparent } from '@perennial/events/trace-context';
import { DomainError } from '@perennial/kernel/violation';
import { wallNow } from '../clock/business-clock.js';
import { decodeRpcStatus } from './rpc-status.js';

type ClientConstructor<C> = new (address: string, credentials: ChannelCredentials, options?: Partial<ClientOptions>) => C;
type Unary<Request, Response> = (request: Request, metadata: Metadata, options: Partial<CallOptions>, callback: (error: ServiceError | null, response: Response) => void) => unknown;

const MAX_BYTES = 4 * 1024 * 1024;

/** A client of a peer on host:port; without TLS configured peers are on this machine only. */
export function grpcClient<C>(Client: ClientConstructor<C>, address: string): C {
  return new Client(address, credentials.createInsecure(), { 'grpc.max_receive_message_length': MAX_BYTES, 'grpc.max_send_message_length': MAX_BYTES });
}

/** Metadata of an outgoing call: the trace goes along. */
export function callMetadata(): Metadata {
  const metadata = new Metadata();
  const traceparent = currentTraceparent();
  if (traceparent) metadata.set('traceparent', traceparent);
  return metadata;
}

/**
 * One unary call with a deadline: `unary(client, client.look, request, 300)`.
 * @throws DomainError with the callee's stable reason and fields; PEER_UNAVAILABLE without an answer in time.
 */
export function unary<Request, Response>(client: object, method: Unary<Request, Response>, request: Request, deadlineMs: number): Promise<Response> {
  return new Promise((resolve, reject) => {
    method.call(client, request, callMetadata(), { deadline: wallNow() + deadlineMs }, (error, response) => {
      if (error) reject(toDomainError(error));
      else resolve(response);
    });
  });
}

export function toDomainError(error: ServiceError): DomainError {
  const details = error.metadata?.get('grpc-status-details-bin')[0];
  if (!Buffer.isBuffer(details)) return new DomainError('PEER_UNAVAILABLE', error.message);
  const status = decodeRpcStatus(details);
  return new DomainError(status.reason as Uppercase<string>, status.message, { violations: status.violations });
}
