import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { FieldRule } from '@perennial/kernel/field-rules';
import type { FieldViolation } from '@perennial/kernel/violation';

/** google.rpc.Status with BadRequest and ErrorInfo, as gRPC clients expect it in grpc-status-details-bin. */
export interface RpcStatus {
  readonly code: number;
  readonly message: string;
  /** ErrorInfo.reason: a stable name. */
  readonly reason: string;
  readonly violations: readonly FieldViolation[];
}

const DOMAIN = 'perennial';
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';
const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

/** Field numbers: google/rpc/status.proto and google/rpc/error_details.proto. */
export function encodeRpcStatus(status: RpcStatus): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(8).int32(status.code);
  writer.uint32(18).string(status.message);
  any(writer, ERROR_INFO, (w) => w.uint32(10).string(status.reason).uint32(18).string(DOMAIN));
  if (status.violations.length > 0) {
    any(writer, BAD_REQUEST, (w) => {
      for (const { field, rule, message } of status.violations) {
        w.uint32(10).fork().uint32(10).string(field).uint32(18).string(message).uint32(26).string(rule).join();
      }
    });
  }
  return writer.finish();
}

function any(writer: BinaryWriter, typeUrl: string, body: (writer: BinaryWriter) => void): void {
  const inner = new BinaryWriter();
  body(inner);
  writer.uint32(26).fork().uint32(10).string(typeUrl).uint32(18).bytes(inner.finish()).join();
}

export function decodeRpcStatus(bytes: Uint8Array): RpcStatus {
  let code = 0;
  let message = '';
  let reason = '';
  const violations: FieldViolation[] = [];
  each(bytes, (field, reader) => {
    if (field === 1) code = reader.int32();
    else if (field === 2) message = reader.string();
    else if (field === 3) {
      const detail = strings(reader.bytes());
      if (detail.get(1)?.text === ERROR_INFO)
        reason = strings(detail.get(2)?.bytes ?? new Uint8Array()).get(1)?.text ?? '';
      else
        each(detail.get(2)?.bytes ?? new Uint8Array(), (_field, inner) => violations.push(violationOf(inner.bytes())));
    } else return false;
    return true;
  });
  return { code, message, reason, violations };
}

function violationOf(bytes: Uint8Array): FieldViolation {
  const parts = strings(bytes);
  return {
    field: parts.get(1)?.text ?? '',
    message: parts.get(2)?.text ?? '',
    rule: (parts.get(3)?.text ?? '') as FieldRule,
  };
}

/** Length-delimited fields of a message, the last of each number. */
function strings(bytes: Uint8Array): Map<number, { text: string; bytes: Uint8Array }> {
  const found = new Map<number, { text: string; bytes: Uint8Array }>();
  each(bytes, (field, reader) => {
    const value = reader.bytes();
    found.set(field, { bytes: value, text: Buffer.from(value).toString('utf8') });
    return true;
  });
  return found;
}

function each(bytes: Uint8Array, take: (field: number, reader: BinaryReader) => boolean | number): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (take(tag >>> 3, reader) === false) reader.skip(tag & 7);
  }
}
