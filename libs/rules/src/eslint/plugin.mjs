import { decoratorRole } from './decorator-role.mjs';
import { edgeOnly } from './edge-only.mjs';
import { fewDependencies } from './few-dependencies.mjs';
import { noSwallowedError } from './no-swallowed-error.mjs';
import { plainNames } from './plain-names.mjs';
import { sqlRole } from './sql-role.mjs';

/** The rules of the house that read one file's syntax. */
export const perennial = {
  meta: { name: 'perennial' },
  rules: {
    'edge-only': edgeOnly,
    'no-swallowed-error': noSwallowedError,
    'few-dependencies': fewDependencies,
    'plain-names': plainNames,
    'sql-role': sqlRole,
    'entity-role': decoratorRole('entity', /^Entity$/),
    'consumer-role': decoratorRole('consumer', /^(OnEvents|EventPattern|MessagePattern)$/),
    'grpc-role': decoratorRole('grpc', /^(GrpcMethod|GrpcStreamMethod|GrpcStreamCall|\w+ControllerMethods)$/),
    'http-role': decoratorRole('http', /^(Get|Post|Put|Patch|Delete|Head|Options|All)$/, /^FastifyInstance$/),
  },
};
