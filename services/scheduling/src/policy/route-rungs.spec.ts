import type { Rung } from './policy.js';
import { ROUTED, routeRungs, type Routable } from './route-rungs.js';

const rungs: readonly Rung[] = ROUTED.map((channel) => ({ channel, template: 'reminder' }));
const person = (channels: string[], preferred: string | null = null): Routable => ({ channels, preferred });
const all = ['email', 'sms', 'wecom'];

test.each<[string, Routable, string, string[], string | null]>([
  ['the cheapest first where nobody said anything (K-04)', person(all), 'DE', ['email', 'wecom', 'sms'], 'COST'],
  ['what he prefers (C-06, C-16)', person(all, 'wecom'), 'DE', ['wecom', 'email', 'sms'], 'PREFERRED'],
  ['in China a text message by a domestic provider (C-11)', person(all), 'CN', ['sms', 'email', 'wecom'], 'REGION'],
  ['what he prefers before his region', person(all, 'email'), 'CN', ['email', 'sms', 'wecom'], 'PREFERRED'],
  ['a preference without an address counts for nothing', person(['email'], 'sms'), 'DE', ['email'], null],
  ['nor does a region', person(['email', 'wecom']), 'CN', ['email', 'wecom'], 'COST'],
  ['only where there is an address', person(['sms']), 'DE', ['sms'], null],
  ['an address that nobody told the channel of is one for mail', person([]), 'DE', ['email'], null],
  ['a channel that the step has no text for', person(all, 'task'), 'DE', ['email', 'wecom', 'sms'], 'COST'],
])('%s', (_name, who, country, order, by) => {
  const routed = routeRungs(rungs, who, country);
  expect([routed.rungs.map(({ channel }) => channel), routed.by]).toEqual([order, by]);
});

test('whom a person has to find a way to keeps the channels of the step', () => {
  expect(routeRungs([{ channel: 'email', template: 'x' }], person(['sms']), 'DE').rungs).toHaveLength(1);
});
