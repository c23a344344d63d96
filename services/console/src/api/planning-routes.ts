import * as scheduling from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { withFacts } from './facts.js';
import { get, post, type Route } from './route.js';

const { ReminderServiceService: reminder, PolicyServiceService: policy } = scheduling;

/** What scheduling answers: reminders and why they are, policies. */
export const PLANNING_ROUTES: readonly Route[] = [
  get(
    '/api/v1/reminders',
    'Reminders by customer, term and state',
    'reminders',
    'listReminders',
    reminder.listReminders,
    scheduling.ListRemindersRequest,
    scheduling.ListRemindersResponse,
  ),
  get(
    '/api/v1/reminders/:reminderId/why',
    'What was decided for a reminder, and from which facts',
    'reminders',
    'why',
    reminder.why,
    scheduling.WhyRequest,
    withFacts(scheduling.WhyResponse),
  ),
  get(
    '/api/v1/policies',
    'Policies in force',
    'policies',
    'listPolicies',
    policy.listPolicies,
    scheduling.ListPoliciesRequest,
    scheduling.ListPoliciesResponse,
  ),
  get(
    '/api/v1/policies/:name',
    'One policy, the newest version unless asked otherwise',
    'policies',
    'getPolicy',
    policy.getPolicy,
    scheduling.GetPolicyRequest,
    scheduling.GetPolicyResponse,
  ),
  post(
    '/api/v1/policies',
    'Save a policy document as its next version',
    'policies',
    'savePolicy',
    policy.savePolicy,
    scheduling.SavePolicyRequest,
    scheduling.SavePolicyResponse,
  ),
  get(
    '/api/v1/terms/:termId/why',
    'Why a term is reminded as it is, and why not (docs/reasons.md)',
    'reminders',
    'whyTerm',
    reminder.whyTerm,
    scheduling.WhyTermRequest,
    withFacts(scheduling.WhyTermResponse),
  ),
  post(
    '/api/v1/policies/rehearse',
    'What saving a policy would change now; nothing is kept',
    'policies',
    'rehearsePolicy',
    policy.rehearsePolicy,
    scheduling.RehearsePolicyRequest,
    scheduling.RehearsePolicyResponse,
  ),
  post(
    '/api/v1/policies/:name/retire',
    'Retire a policy: it selects no term any more',
    'policies',
    'retirePolicy',
    policy.retirePolicy,
    scheduling.RetirePolicyRequest,
    scheduling.RetirePolicyResponse,
  ),
];
