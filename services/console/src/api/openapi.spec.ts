import { requestJson } from './request-message.js';
import { ROUTES } from './routes.js';
import { Descriptors } from './descriptors.js';
import { openApi } from './openapi.js';

const descriptors = new Descriptors();
const document = openApi(ROUTES, descriptors) as {
  paths: Record<string, Record<string, { parameters: { name: string; in: string; description?: string }[] }>>;
  components: { schemas: Record<string, unknown> };
};

test('every route stands in the document with its path parameters, and every reference leads somewhere', () => {
  for (const route of ROUTES) {
    const operation = document.paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
    const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(operation?.parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
  }
  for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    expect(document.components.schemas).toHaveProperty([name as string]);
});

test('what proto/ says of a field is said here', () => {
  const parameters = document.paths['/api/v1/customers']?.['get']?.parameters ?? [];
  expect(parameters.find((p) => p.name === 'nameContains')?.description).toContain('case-insensitive');
});

test('facts of a decision are an object in REST, though text in gRPC', () => {
  expect(document.components.schemas['scheduling.v1.Decision']).toMatchObject({
    properties: { facts: { type: 'object' }, hash: { type: 'string' } },
  });
});

test('texts of a query become what the field is', () => {
  const fields = descriptors.fields('perennial.contracts.v1.ListTermsRequest');
  expect(requestJson(fields, { page_size: '20', state: 'OPEN', customerId: 'x' })).toEqual({
    pageSize: 20,
    state: 'TERM_STATE_OPEN',
    customerId: 'x',
  });
});

test('a repeated field may be given once or several times', () => {
  const fields = descriptors.fields('perennial.contracts.v1.ListTermsRequest');
  expect(requestJson(fields, { termIds: 'a' })).toEqual({ termIds: ['a'] });
  expect(requestJson(fields, { termIds: ['a', 'b'] })).toEqual({ termIds: ['a', 'b'] });
});

test.each([
  [{ pagesize: '3' }, 'pagesize', 'unknown_field'],
  [{ pageSize: 'many' }, 'pageSize', 'not_a_number'],
  [{ state: 'DREAMT' }, 'state', 'unknown_value'],
  [{ customerId: ['a', 'b'] }, 'customerId', 'given_twice'],
])('refuses %j', (given, field, rule) => {
  const fields = descriptors.fields('perennial.contracts.v1.ListTermsRequest');
  expect(() => requestJson(fields, given)).toThrow(
    expect.objectContaining({ violations: [expect.objectContaining({ field, rule })] }),
  );
});
