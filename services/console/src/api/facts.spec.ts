import { WhyResponse, WhyTermResponse } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ROUTES } from './routes.js';

const decision = (facts: string) => ({ seq: 1, kind: 'RELEASED', reason: 'MERGED', facts, hash: 'h', prevHash: '' });

test.each([
  ['/api/v1/reminders/:reminderId/why', WhyResponse],
  ['/api/v1/terms/:termId/why', WhyTermResponse],
])('the facts of a decision are an object at %s, whatever stands in them (explained)', (path, message) => {
  const route = ROUTES.find((one) => one.path === path);
  const texts = ['{"riders":2,"cap":{"most":3}}', '{}', '[1]', 'cut {', ''];
  const answer = message.fromJSON({ chainIntact: true, decisions: texts.map(decision) });
  expect(route?.response.toJSON(answer as never)).toMatchObject({
    chainIntact: true,
    decisions: [
      { seq: 1, reason: 'MERGED', facts: { riders: 2, cap: { most: 3 } }, hash: 'h' },
      { facts: {} },
      { facts: { unreadable: '[1]' } },
      { facts: { unreadable: 'cut {' } },
      { facts: { unreadable: '' } },
    ],
  });
});
