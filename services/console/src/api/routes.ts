import * as contracts from '@perennial/proto/gen/perennial/contracts/v1/contracts';
import * as delivery from '@perennial/proto/gen/perennial/delivery/v1/delivery';
import * as payments from '@perennial/proto/gen/perennial/payments/v1/payments';
import * as review from '@perennial/proto/gen/perennial/review/v1/review';
import * as scheduling from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { finishAnywhere, mergeReviews } from './merge-reviews.js';
import type { Route } from './route.js';

type Request = Route['request'];
type Response = Route['response'];
type Rpc = Route['rpc'];

function get(
  path: string,
  summary: string,
  client: Route['client'],
  call: string,
  rpc: Rpc,
  request: Request,
  response: Response,
): Route {
  return { method: 'GET', path, summary, client, call, rpc, request, response };
}

function post(...route: Parameters<typeof get>): Route {
  return { ...get(...route), method: 'POST' };
}

const { CustomerServiceService: customer, ContractServiceService: contract, HoldServiceService: hold } = contracts;
const { ReminderServiceService: reminder, PolicyServiceService: policy } = scheduling;
const {
  DeliveryServiceService: message,
  TemplateServiceService: template,
  PreferenceServiceService: preference,
} = delivery;
const { PaymentServiceService: payment } = payments;
const { ReviewServiceService: reviews } = review;

/** The REST surface; openapi.json is made from this table and the descriptors of proto/. */
export const ROUTES: readonly Route[] = [
  get(
    '/api/v1/customers',
    'Customers by name',
    'customers',
    'listCustomers',
    customer.listCustomers,
    contracts.ListCustomersRequest,
    contracts.ListCustomersResponse,
  ),
  get(
    '/api/v1/customers/:customerId',
    'One customer with its contacts',
    'customers',
    'getCustomer',
    customer.getCustomer,
    contracts.GetCustomerRequest,
    contracts.GetCustomerResponse,
  ),
  get(
    '/api/v1/contracts',
    'Contracts, of one customer or of all',
    'contracts',
    'listContracts',
    contract.listContracts,
    contracts.ListContractsRequest,
    contracts.ListContractsResponse,
  ),
  get(
    '/api/v1/contracts/:contractId',
    'One contract with its terms',
    'contracts',
    'getContract',
    contract.getContract,
    contracts.GetContractRequest,
    contracts.GetContractResponse,
  ),
  get(
    '/api/v1/terms',
    'Terms by customer, contract, state and last day',
    'contracts',
    'listTerms',
    contract.listTerms,
    contracts.ListTermsRequest,
    contracts.ListTermsResponse,
  ),
  post(
    '/api/v1/terms/:termId/cancel',
    'Cancel the open term',
    'contracts',
    'cancelTerm',
    contract.cancelTerm,
    contracts.CancelTermRequest,
    contracts.CancelTermResponse,
  ),
  post(
    '/api/v1/terms/:termId/reopen',
    'Open a renewed or cancelled term again',
    'contracts',
    'reopenTerm',
    contract.reopenTerm,
    contracts.ReopenTermRequest,
    contracts.ReopenTermResponse,
  ),
  get(
    '/api/v1/holds',
    'Holds that stand, of one customer or of all; those that ended too where asked for',
    'holds',
    'listHolds',
    hold.listHolds,
    contracts.ListHoldsRequest,
    contracts.ListHoldsResponse,
  ),
  post(
    '/api/v1/holds',
    'Place a hold on a customer, a contract or a term',
    'holds',
    'placeHold',
    hold.placeHold,
    contracts.PlaceHoldRequest,
    contracts.PlaceHoldResponse,
  ),
  post(
    '/api/v1/holds/:holdId/end',
    'End a hold before its last day',
    'holds',
    'endHold',
    hold.endHold,
    contracts.EndHoldRequest,
    contracts.EndHoldResponse,
  ),
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
    scheduling.WhyResponse,
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
    '/api/v1/messages',
    'Messages with riders and attempts',
    'deliveries',
    'listMessages',
    message.listMessages,
    delivery.ListMessagesRequest,
    delivery.ListMessagesResponse,
  ),
  get(
    '/api/v1/templates',
    'Templates in force',
    'templates',
    'listTemplates',
    template.listTemplates,
    delivery.ListTemplatesRequest,
    delivery.ListTemplatesResponse,
  ),
  post(
    '/api/v1/templates',
    'Save a template as its next version',
    'templates',
    'saveTemplate',
    template.saveTemplate,
    delivery.SaveTemplateRequest,
    delivery.SaveTemplateResponse,
  ),
  post(
    '/api/v1/templates/retire',
    'Take a template out of use, in one language or in all',
    'templates',
    'retireTemplate',
    template.retireTemplate,
    delivery.RetireTemplateRequest,
    delivery.RetireTemplateResponse,
  ),
  get(
    '/api/v1/preferences',
    'What the address of a contact or owner wants, and whether it is dead',
    'preferences',
    'findPreference',
    preference.findPreference,
    delivery.FindPreferenceRequest,
    delivery.FindPreferenceResponse,
  ),
  post(
    '/api/v1/preferences',
    'Opt the address of a contact out or in, about one customer or all',
    'preferences',
    'changePreference',
    preference.changePreference,
    delivery.ChangePreferenceRequest,
    delivery.ChangePreferenceResponse,
  ),
  post(
    '/api/v1/bounces/clear',
    'An address that was dead works again',
    'preferences',
    'clearBounce',
    preference.clearBounce,
    delivery.ClearBounceRequest,
    delivery.ClearBounceResponse,
  ),
  get(
    '/api/v1/payments',
    'Payments by customer and term',
    'payments',
    'listPayments',
    payment.listPayments,
    payments.ListPaymentsRequest,
    payments.ListPaymentsResponse,
  ),
  post(
    '/api/v1/payments',
    'Record a payment of an in-house gateway',
    'payments',
    'recordPayment',
    payment.recordPayment,
    payments.RecordPaymentRequest,
    payments.RecordPaymentResponse,
  ),
  post(
    '/api/v1/payments/reversals',
    'Reverse a recorded payment',
    'payments',
    'reversePayment',
    payment.reversePayment,
    payments.ReversePaymentRequest,
    payments.ReversePaymentResponse,
  ),
  get(
    '/api/v1/terms/:termId/why',
    'Why a term is reminded as it is, and why not (docs/reasons.md)',
    'reminders',
    'whyTerm',
    reminder.whyTerm,
    scheduling.WhyTermRequest,
    scheduling.WhyTermResponse,
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
  {
    ...get(
      '/api/v1/reviews',
      'What a person must look at, of all services, oldest first (docs/reviews.md)',
      null,
      'listReviews',
      reviews.listReviews,
      review.ListReviewsRequest,
      review.ListReviewsResponse,
    ),
    ask: (peers, request) => mergeReviews(peers.reviews, request),
  },
  {
    ...post(
      '/api/v1/reviews/:reviewId/finish',
      'Mark as done what a person must look at',
      null,
      'finishReview',
      reviews.finishReview,
      review.FinishReviewRequest,
      review.FinishReviewResponse,
    ),
    ask: (peers, request) => finishAnywhere(peers.reviews, request),
  },
];
