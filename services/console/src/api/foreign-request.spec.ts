import { consoleNames, foreignTo, type RequestOrigin } from './foreign-request.js';

const names = consoleNames('https://Renew.example:8443/x', ['console.internal']);
const get: RequestOrigin = {
  method: 'GET',
  path: '/api/v1/customers',
  host: '127.0.0.1:8080',
  origin: undefined,
  site: undefined,
  contentType: undefined,
};
const post: RequestOrigin = { ...get, method: 'POST', path: '/api/v1/payments', contentType: 'application/json' };
const form = 'application/x-www-form-urlencoded';

test.each<[string, RequestOrigin, ReturnType<typeof foreignTo>]>([
  ['this machine', get, undefined],
  ['its name', { ...get, host: 'LOCALHOST' }, undefined],
  ['its IPv6 address', { ...get, host: '[::1]:8080' }, undefined],
  ['the name of PUBLIC_URL', { ...get, host: 'renew.example' }, undefined],
  ['a name of the settings', { ...get, host: 'console.internal:80' }, undefined],
  ['a name that somebody points here (DNS rebinding)', { ...get, host: 'evil.example:8080' }, 'FOREIGN_HOST'],
  ['a name that only begins like ours', { ...get, host: 'renew.example.evil.example' }, 'FOREIGN_HOST'],
  ['no name', { ...get, host: undefined }, 'FOREIGN_HOST'],
  ['JSON', post, undefined],
  ['JSON of a charset', { ...post, contentType: 'Application/JSON; charset=utf-8' }, undefined],
  ['a form', { ...post, contentType: form }, 'NOT_JSON'],
  ['text', { ...post, contentType: 'text/plain' }, 'NOT_JSON'],
  ['what only begins like JSON', { ...post, contentType: 'application/jsonp' }, 'NOT_JSON'],
  ['nothing, without a type', { ...post, contentType: undefined }, 'NOT_JSON'],
  ['the clock by a form', { ...post, path: '/sandbox/clock', contentType: form }, 'NOT_JSON'],
  ['a file of records', { ...post, path: '/api/v1/imports/customers', contentType: 'text/csv' }, undefined],
  ['our page', { ...post, origin: 'http://127.0.0.1:8080', site: 'same-origin' }, undefined],
  ['a page of another site', { ...post, origin: 'http://evil', site: undefined }, 'FOREIGN_ORIGIN'],
  ['one that hides its name', { ...post, origin: 'null' }, 'FOREIGN_ORIGIN'],
  ['one that the browser tells', { ...post, site: 'cross-site' }, 'FOREIGN_ORIGIN'],
  ['a neighbour', { ...post, site: 'same-site' }, 'FOREIGN_ORIGIN'],
  ['a form of our page', { ...post, path: '/walk', contentType: form, origin: 'null', site: 'same-origin' }, undefined],
  ['a form of another page', { ...post, path: '/walk', contentType: form, origin: 'http://evil' }, 'FOREIGN_ORIGIN'],
  ['one click in a mail program', { ...post, path: '/unsubscribe/x', contentType: form, origin: 'null' }, undefined],
  ['a pay link that was sent on', { ...post, path: '/pay/x', contentType: form, site: 'cross-site' }, undefined],
])('%s (review 28)', (_name, request, expected) => {
  expect(foreignTo(names, request)).toBe(expected);
});
