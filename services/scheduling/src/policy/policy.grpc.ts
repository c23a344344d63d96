import { Controller } from '@nestjs/common';
import { formatInstant } from '@perennial/kernel/instant';
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
import { readRequest } from '@perennial/service/grpc/request-check';
import { ListPolicies } from './list-policies.js';
import type { PolicyVersion } from './policy.js';
import { SavePolicy } from './save-policy.js';

const NAME = /^[a-z0-9-]{1,63}$/;
const LARGEST_INT32 = 2_147_483_647;

function toPolicyMessage(policy: PolicyVersion): Policy {
  return { ...policy, savedAt: formatInstant(policy.savedAt) };
}

@Controller()
@PolicyServiceControllerMethods()
export class PolicyGrpc implements PolicyServiceController {
  constructor(
    private readonly policies: ListPolicies,
    private readonly save: SavePolicy,
  ) {}

  async listPolicies(): Promise<ListPoliciesResponse> {
    return { policies: (await this.policies.active()).map(toPolicyMessage) };
  }

  async getPolicy(request: GetPolicyRequest): Promise<GetPolicyResponse> {
    const { name, version } = readRequest((check) => ({
      name: check.name('name', request.name, NAME, 'is lower-case letters, digits and hyphens, at most 63'),
      version: check.integer('version', request.version, 0, LARGEST_INT32),
    }));
    return { policy: toPolicyMessage(await this.policies.one(name, version)) };
  }

  async savePolicy({ document }: SavePolicyRequest): Promise<SavePolicyResponse> {
    return { policy: toPolicyMessage(await this.save.execute(document)) };
  }
}
