import * as delivery from '@perennial/proto/gen/perennial/delivery/v1/provider';
import * as known from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { get, post, type Route } from './route.js';

const { ProviderServiceService: provider } = delivery;
const { EvidenceServiceService: evidence } = known;

/** Who carries messages, what was done where they failed, and what became known of them. */
export const PROVIDER_ROUTES: readonly Route[] = [
  get(
    '/api/v1/providers',
    'Providers by channel with their breakers, as the answering process sees them',
    'providers',
    'listProviders',
    provider.listProviders,
    delivery.ListProvidersRequest,
    delivery.ListProvidersResponse,
  ),
  get(
    '/api/v1/switches',
    'Switches of providers and channels as they stand',
    'providers',
    'listSwitches',
    provider.listSwitches,
    delivery.ListSwitchesRequest,
    delivery.ListSwitchesResponse,
  ),
  post(
    '/api/v1/switches',
    'Turn a provider, a channel or everything on, off or to a dry run',
    'providers',
    'switchSending',
    provider.switchSending,
    delivery.SwitchSendingRequest,
    delivery.SwitchSendingResponse,
  ),
  get(
    '/api/v1/exceptions',
    'Who was to hear what, what failed, and what was done instead',
    'providers',
    'listExceptions',
    provider.listExceptions,
    delivery.ListExceptionsRequest,
    delivery.ListExceptionsResponse,
  ),
  get(
    '/api/v1/evidence',
    'What became known of a message, or of all messages that told a term, the oldest first',
    'evidence',
    'listEvidence',
    evidence.listEvidence,
    known.ListEvidenceRequest,
    known.ListEvidenceResponse,
  ),
  get(
    '/api/v1/messages/:messageId/evidence',
    'What became known of a message, the oldest first',
    'evidence',
    'listEvidence',
    evidence.listEvidence,
    known.ListEvidenceRequest,
    known.ListEvidenceResponse,
  ),
];
