import { FACTS } from './facts.js';
import { XLSX } from './file-type.js';
import type { Route } from './route.js';
import type { Descriptors, FieldShape } from './descriptors.js';

type Schema = Record<string, unknown>;

const PROBLEM: Schema = {
  type: 'object',
  description: 'RFC 9457 problem document',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'stable name of the reason' },
    violations: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, rule: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/**
 * The OpenAPI 3.1 document of the REST surface, made from the route table and the descriptors: nothing in it is written
 * twice.
 */
export function openApi(routes: readonly Route[], descriptors: Descriptors): Schema {
  const schemas: Record<string, Schema> = { Problem: PROBLEM };
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, descriptors, schemas) };
  }
  paths['/api/v1/imports/{kind}'] = { post: fileImport(descriptors, schemas) };
  return {
    openapi: '3.1.0',
    info: { title: 'Perennial', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas },
  };
}

function operation(route: Route, descriptors: Descriptors, schemas: Record<string, Schema>): Schema {
  const types = descriptors.rpc(route.rpc.path);
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  const fields = descriptors.fields(types.request);
  const rest = fields.filter((field) => !inPath.includes(field.jsonName));
  const parameter = (field: FieldShape, where: 'path' | 'query') => ({
    name: field.jsonName,
    in: where,
    required: where === 'path',
    schema: schemaOf(field, descriptors, schemas, true),
    ...(field.comment ? { description: field.comment } : {}),
  });
  const body = { type: 'object', properties: properties(rest, descriptors, schemas) };
  return {
    operationId: route.call,
    summary: route.summary,
    parameters: [
      ...fields.filter((field) => inPath.includes(field.jsonName)).map((field) => parameter(field, 'path')),
      ...(route.method === 'GET' ? rest.map((field) => parameter(field, 'query')) : []),
    ],
    ...(route.method === 'POST'
      ? { requestBody: { required: rest.length > 0, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: answers(reference(types.response, descriptors, schemas)),
  };
}

const FILE_OPTIONS = {
  encoding: 'utf-8, utf-16le, utf-16be, gb18030 or windows-1252; left out, the charset of the content type',
  profile: 'how dates and amounts are written: excel-cn, excel-de, excel-fr, excel-gb or excel-us',
  delimiter: 'comma, semicolon or tab; left out, what the header is separated by',
  sheet: 'the sheet of an XLSX file; left out, the first',
  holdUntil: 'the customers are put on hold up to this day, so that nothing is told to them',
  holdReason: 'why, for people',
  dryRun: 'true: tells what would become of every row, and changes nothing',
};

/** The one route beside the table: its body is a file. With `accept: application/x-ndjson` it answers line by line. */
function fileImport(descriptors: Descriptors, schemas: Record<string, Schema>): Schema {
  const answer = reference('perennial.contracts.v1.ImportCsvResponse', descriptors, schemas);
  const kinds = ['owners', 'customers', 'contacts', 'contracts', 'holds'];
  return {
    operationId: 'importCsv',
    summary: 'Import a CSV or XLSX file; its rows are taken or refused one by one',
    parameters: [
      { name: 'kind', in: 'path', required: true, schema: { type: 'string', enum: kinds } },
      {
        name: 'system',
        in: 'query',
        required: true,
        schema: { type: 'string' },
        description: 'where the rows are from',
      },
      ...Object.entries(FILE_OPTIONS).map(([name, description]) => ({
        name,
        in: 'query',
        schema: { type: name === 'dryRun' ? 'boolean' : 'string' },
        description,
      })),
    ],
    requestBody: {
      required: true,
      content: {
        'text/csv': { schema: { type: 'string' } },
        [XLSX]: { schema: { type: 'string', format: 'binary' } },
      },
    },
    responses: answers(answer),
  };
}

function answers(response: Schema): Schema {
  return {
    200: { description: 'OK', content: { 'application/json': { schema: response } } },
    default: {
      description: 'the reason, by field where there is one',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
}

function properties(fields: readonly FieldShape[], descriptors: Descriptors, schemas: Record<string, Schema>): Schema {
  return Object.fromEntries(
    fields.map((field) => [
      field.jsonName,
      { ...schemaOf(field, descriptors, schemas, false), ...(field.comment ? { description: field.comment } : {}) },
    ]),
  );
}

function schemaOf(
  field: FieldShape,
  descriptors: Descriptors,
  schemas: Record<string, Schema>,
  shortEnums: boolean,
): Schema {
  const one = single(field, descriptors, schemas, shortEnums);
  return field.repeated ? { type: 'array', items: one } : one;
}

function single(
  field: FieldShape,
  descriptors: Descriptors,
  schemas: Record<string, Schema>,
  shortEnums: boolean,
): Schema {
  switch (field.kind) {
    case 'int32':
      return { type: 'integer', format: 'int32' };
    case 'int64':
      return { type: 'string', format: 'int64' };
    case 'bool':
      return { type: 'boolean' };
    case 'bytes':
      return { type: 'string', contentEncoding: 'base64' };
    case 'timestamp':
      return { type: 'string', format: 'date-time' };
    case 'enum':
      return {
        type: 'string',
        enum: shortEnums ? field.values.slice(1).map((value) => value.slice(field.enumPrefix.length)) : field.values,
      };
    case 'message':
      return reference(field.message, descriptors, schemas);
    case 'string':
      return { type: 'string' };
  }
}

function reference(message: string, descriptors: Descriptors, schemas: Record<string, Schema>): Schema {
  const name = message.replace(/^perennial\./, '');
  if (!schemas[name]) {
    schemas[name] = {};
    const fields = properties(descriptors.fields(message), descriptors, schemas);
    if (message === FACTS.message) fields[FACTS.field] = { ...(fields[FACTS.field] as Schema), type: 'object' };
    schemas[name] = { type: 'object', properties: fields };
  }
  return { $ref: `#/components/schemas/${name}` };
}
