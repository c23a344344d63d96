import { Controller } from '@nestjs/common';
import { formatInstant, instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import {
  PolicyServiceControllerMethods,
  type GetPolicyRequest,
  type GetPolicyResponse,
  type ListPoliciesResponse,
  type Policy,
  type PolicyServiceController,
  type SavePolicyRequest,
  type SavePolicyResponse,
} from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { ListPolicies } from './list-policies.js';
import type { PolicyVersion } from './policy.js';
import { SavePolicy } from './save-policy.js';

function toProto(policy: PolicyVersion): Policy {
  return { ...policy, savedAt: formatInstant(instant(policy.savedAt)) };
}

@Controller()
@PolicyServiceControllerMethods()
export class PolicyGrpc implements PolicyServiceController {
  constructor(
    private readonly policies: ListPolicies,
    private readonly save: SavePolicy,
  ) {}

  async listPolicies(): Promise<ListPoliciesResponse> {
    return { policies: (await this.policies.active()).map(toProto) };
  }

  async getPolicy({ name, version }: GetPolicyRequest): Promise<GetPolicyResponse> {
    if (!/^[a-z0-9-]{1,63}$/.test(name))
      throw new DomainError('INVALID_REQUEST', 'bad policy name', {
        violations: [
          violation('name', 'not_a_name', 'a policy name has lower-case letters, digits and hyphens, at most 63'),
        ],
      });
    if (version < 0)
      throw new DomainError('INVALID_REQUEST', 'bad version', {
        violations: [violation('version', 'out_of_range', 'a version is 1 or more; 0 asks for the newest')],
      });
    return { policy: toProto(await this.policies.one(name, version)) };
  }

  async savePolicy({ document }: SavePolicyRequest): Promise<SavePolicyResponse> {
    return { policy: toProto(await this.save.execute(document)) };
  }
}
