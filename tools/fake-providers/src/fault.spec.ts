import { readFault, readReceipts, USUAL_RECEIPTS } from './fault.js';
import { renderPage } from './page.js';

test.each([
  { how: 'refuse' },
  { how: 'hang' },
  { how: 'drop' },
  { how: 'status', status: 503 },
  { how: 'code', code: 'isv.AMOUNT_NOT_ENOUGH' },
  { how: 'slow', ms: 5_000 },
  { how: 'flap', up: 2, down: 3 },
  { how: 'throttle' },
  { how: 'throttle', retryAfterMs: 1_000 },
])('%j is read as it is', (fault) => {
  expect(readFault(fault)).toEqual(fault);
});

test.each<[unknown, string]>([
  [undefined, 'how must be one of'],
  [{ how: 'explode' }, 'how must be one of'],
  [{ how: 'status' }, 'status must be a whole number from 400 to 599'],
  [{ how: 'status', status: 200 }, 'status must be a whole number'],
  [{ how: 'code', code: '' }, 'code must be a code'],
  [{ how: 'slow', ms: -1 }, 'ms must be'],
  [{ how: 'flap', up: 1 }, 'down must be'],
  [{ how: 'throttle', retryAfterMs: 'soon' }, 'retryAfterMs must be'],
])('%j is refused', (fault, message) => {
  expect(() => readFault(fault)).toThrow(message);
});

test('receipts change by field', () => {
  expect(readReceipts({ duplicate: true }, USUAL_RECEIPTS)).toEqual({ ...USUAL_RECEIPTS, duplicate: true });
  expect(() => readReceipts({ twice: true }, USUAL_RECEIPTS)).toThrow('twice is no setting of receipts');
  expect(() => readReceipts({ hold: 1 }, USUAL_RECEIPTS)).toThrow('hold is of another type');
});

test('the page shows texts as text, whatever is in them', () => {
  const message = { at: 0, channel: 'SMS', provider: 'sms', to: '+1', text: '<b>"x"</b> שלום', told: ['<i>'] };
  const provider = { name: 'sms', channel: 'SMS', url: '', fault: { how: 'slow', ms: 5 } as const, messages: 1 };
  const page = renderPage([provider], [message], 'http://127.0.0.1/"');
  expect(page).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt; שלום');
  expect(page).toContain('broken: slow, ms 5');
  expect(page).not.toMatch(/<b>|<i>|1\/""/);
});
