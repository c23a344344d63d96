import { brandedIds } from './branded-ids.mjs';
import { commentWidth } from './comment-width.mjs';
import { decoratorRole } from './decorator-role.mjs';
import { edgeOnly } from './edge-only.mjs';
import { fewDependencies } from './few-dependencies.mjs';
import { noSwallowedError } from './no-swallowed-error.mjs';
import { plainNames } from './plain-names.mjs';
import { rowsStayInStores } from './rows-stay-in-stores.mjs';
import { sqlRole } from './sql-role.mjs';
import { storeForm } from './store-form.mjs';
import { workRole } from './work-role.mjs';

/** The rules of the house that read one file's syntax. */
export const perennial = {
  meta: { name: 'perennial' },
  rules: {
    'comment-width': commentWidth,
    'edge-only': edgeOnly,
    'no-swallowed-error': noSwallowedError,
    'few-dependencies': fewDependencies,
    'plain-names': plainNames,
    'sql-role': sqlRole,
    'store-form': storeForm,
    'work-role': workRole,
    'rows-stay-in-stores': rowsStayInStores,
    'branded-ids': brandedIds,
    'consumer-role': decoratorRole('consumer', /^(OnEvents|EventPattern|MessagePattern)$/),
    'grpc-role': decoratorRole('grpc', /^(GrpcMethod|GrpcStreamMethod|GrpcStreamCall|\w+ControllerMethods)$/),
    'http-role': decoratorRole('http', /^(Get|Post|Put|Patch|Delete|Head|Options|All)$/, /^FastifyInstance$/),
  },
};
