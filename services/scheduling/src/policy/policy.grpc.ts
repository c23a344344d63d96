import { Controller } from '@nestjs/common';
import { formatInstant } from '@perennial/kernel/instant';
import {
  PolicyServiceControllerMethods,
  type RehearsePolicyRequest,
  type RehearsePolicyResponse,
  type GetPolicyRequest,
  type GetPolicyResponse,
  type ListPoliciesResponse,
  type Policy,
  type PolicyServiceController,
  type RetirePolicyRequest,
  type RetirePolicyResponse,
  type SavePolicyRequest,
  type SavePolicyResponse,
} from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { readRequest } from '@perennial/service/grpc/request-check';
import { ListPolicies } from './list-policies.js';
import { PolicyRehearsal } from './policy-rehearsal.js';
import { PolicyFaults } from './policy-faults.js';
import type { PolicyVersion } from './policy.js';
import { SavePolicy } from './save-policy.js';

const NAME = /^[a-z0-9-]{1,63}$/;
const NAME_RULE = 'is lower-case letters, digits and hyphens, at most 63';
const LARGEST_INT32 = 2_147_483_647;

function toPolicyMessage(policy: PolicyVersion, fault = ''): Policy {
  return { ...policy, savedAt: formatInstant(policy.savedAt), fault };
}

@Controller()
@PolicyServiceControllerMethods()
export class PolicyGrpc implements PolicyServiceController {
  constructor(
    private readonly policies: ListPolicies,
    private readonly save: SavePolicy,
    private readonly rehearsal: PolicyRehearsal,
    private readonly faults: PolicyFaults,
  ) {}

  async listPolicies(): Promise<ListPoliciesResponse> {
    const faults = this.faults.all();
    const policies = await this.policies.active();
    return { policies: policies.map((policy) => toPolicyMessage(policy, faults.get(policy.name))) };
  }

  async getPolicy(request: GetPolicyRequest): Promise<GetPolicyResponse> {
    const { name, version } = readRequest((check) => ({
      name: check.name('name', request.name, NAME, NAME_RULE),
      version: check.integer('version', request.version, 0, LARGEST_INT32),
    }));
    return { policy: toPolicyMessage(await this.policies.one(name, version)) };
  }

  async savePolicy({ document }: SavePolicyRequest): Promise<SavePolicyResponse> {
    const { policy, warnings } = await this.save.execute(document);
    return { policy: toPolicyMessage(policy), warnings: [...warnings] };
  }

  async retirePolicy(request: RetirePolicyRequest): Promise<RetirePolicyResponse> {
    const name = readRequest((check) => check.name('name', request.name, NAME, NAME_RULE));
    return { policy: toPolicyMessage(await this.save.retire(name)) };
  }

  async rehearsePolicy({ document }: RehearsePolicyRequest): Promise<RehearsePolicyResponse> {
    return await this.rehearsal.execute(document);
  }
}
