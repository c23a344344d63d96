import { violation } from '@perennial/kernel/violation';
import { decodeRpcStatus, encodeRpcStatus } from './rpc-status.js';

test('carries code, stable reason and every field violation', () => {
  const status = {
    code: 3,
    message: 'two fields are wrong',
    reason: 'INVALID_CONTRACT',
    violations: [
      violation('amount', 'negative', 'is less than 0'),
      violation('zone', 'unknown_zone', 'no such zone: 火星'),
    ],
  };
  expect(decodeRpcStatus(encodeRpcStatus(status))).toEqual(status);
});

test('bytes are google.rpc.Status: field 1 code, 2 message, 3 details', () => {
  const bytes = Buffer.from(encodeRpcStatus({ code: 5, message: 'm', reason: 'R', violations: [] }));
  expect([...bytes.subarray(0, 5)]).toEqual([0x08, 5, 0x12, 1, 0x6d]);
  expect(bytes.includes('type.googleapis.com/google.rpc.ErrorInfo')).toBe(true);
});
