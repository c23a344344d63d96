import { addMs, DAY, instant, MINUTE, SECOND } from '@perennial/kernel/instant';
import { gradeOf, type Sighting } from './grade.js';
import { isMachineAgent } from './machine.js';
import { nextTry, UNKNOWN_KEPT_MS } from './unknown-report.js';
import { visitEvidence, type Visit } from './visit.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const GOOGLE = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

test.each<[Sighting['evidence'], Partial<Sighting>, string]>([
  ['delivered', {}, 'MEDIUM'],
  ['opened', {}, 'WEAK'],
  ['opened', { userAgent: GOOGLE }, 'WEAK'],
  ['opened', { userAgent: FIREFOX }, 'MEDIUM'],
  ['opened', { channel: 'SMS' }, 'MEDIUM'],
  ['clicked', {}, 'WEAK'],
  ['clicked', { userAgent: 'curl/8.5.0' }, 'WEAK'],
  ['clicked', { userAgent: IPHONE }, 'MEDIUM'],
  ['bounced', {}, 'MEDIUM'],
  ['bounced', { closesAddress: true }, 'STRONG'],
  ['complained', { closesAddress: true }, 'STRONG'],
  ['answered', {}, 'STRONG'],
])('reported %s %j is %s (C-09: machines open mail and follow links too)', (evidence, change, grade) => {
  const sighting = { channel: 'EMAIL', closesAddress: false, userAgent: undefined, ...change } as const;
  expect(gradeOf({ evidence, ...sighting })).toBe(grade);
});

test.each([
  ['', true],
  ['Mozilla/5.0', true],
  [GOOGLE, true],
  ['YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', true],
  ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', true],
  ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', true],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0', true],
  ['python-requests/2.32', true],
  [FIREFOX, false],
  [IPHONE, false],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) AppleWebKit/605 MicroMessenger/8.0.50', false],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0', false],
])('%j acts by itself: %s', (userAgent, machine) => expect(isMachineAgent(userAgent)).toBe(machine));

test.each<[string, Partial<Visit>, string]>([
  ['a page view', {}, 'CLICKED MEDIUM'],
  ['a form that was sent', { method: 'POST', sinceTakenMs: 3_000, othersAtOnce: 5 }, 'CLICKED STRONG'],
  ['HEAD', { method: 'HEAD' }, 'CLICKED WEAK'],
  ['a scanner that says so', { userAgent: 'Barracuda Sentinel (EE)' }, 'CLICKED WEAK'],
  ['a form sent by a machine', { method: 'POST', userAgent: 'python-requests/2' }, 'CLICKED WEAK'],
  ['seconds behind the acceptance', { sinceTakenMs: 9_999 }, 'CLICKED WEAK'],
  ['a moment later', { sinceTakenMs: 10_000 }, 'CLICKED MEDIUM'],
  ['of a message that nobody is known to have taken', { sinceTakenMs: null }, 'CLICKED MEDIUM'],
  ['the second link at once', { othersAtOnce: 1 }, 'CLICKED MEDIUM'],
  ['the third link at once', { othersAtOnce: 2 }, 'CLICKED WEAK'],
  ['a picture', { of: 'picture' }, 'OPENED MEDIUM'],
  ['a picture fetched by a proxy', { of: 'picture', userAgent: GOOGLE }, 'OPENED WEAK'],
])('%s (R-13)', (_what, change, expected) => {
  const visit: Visit = {
    of: 'page',
    method: 'GET',
    userAgent: FIREFOX,
    sinceTakenMs: 60_000,
    othersAtOnce: 0,
    ...change,
  };
  const { kind, grade } = visitEvidence(visit);
  expect(`${kind} ${grade}`).toBe(expected);
});

test('a report of an unknown message is looked at again soon, then rarely, and forgotten after a month', () => {
  const heardAt = instant(0);
  const report = { namedBy: 'PROVIDER_ID', heardAt } as const;
  expect(nextTry({ ...report, tries: 0 }, heardAt)).toBe(10 * SECOND);
  expect(nextTry({ ...report, tries: 1 }, instant(10 * SECOND))).toBe(10 * SECOND + MINUTE);
  expect(nextTry({ ...report, tries: 9 }, instant(2 * DAY))).toBe(UNKNOWN_KEPT_MS);
  // Our own key was there before the call: it is known at once or never.
  expect(nextTry({ namedBy: 'KEY', heardAt, tries: 0 }, heardAt)).toBe(UNKNOWN_KEPT_MS);
  expect(nextTry({ ...report, tries: 9 }, addMs(heardAt, UNKNOWN_KEPT_MS))).toBeNull();
});
