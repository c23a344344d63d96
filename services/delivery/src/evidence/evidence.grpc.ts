import { Inject, Controller } from '@nestjs/common';
import type { MessageId, TermId } from '@perennial/kernel/ids';
import { formatInstant } from '@perennial/kernel/instant';
import { enumNames } from '@perennial/proto/enum-names';
import {
  EvidenceServiceControllerMethods,
  type AnswerRequest,
  type AnswerResponse,
  type Evidence,
  type EvidenceServiceController,
  type GetAnswerPageRequest,
  type GetAnswerPageResponse,
  type Header,
  type ListEvidenceRequest,
  type ListEvidenceResponse,
  type TakeCallbackRequest,
  type TakeCallbackResponse,
  type TakeVisitRequest,
  type TakeVisitResponse,
} from '@perennial/proto/gen/perennial/delivery/v1/evidence';
import { AnswerKind, EvidenceGrade, EvidenceKind } from '@perennial/proto/gen/perennial/types/v1/types';
import { wallNow } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { readRequest } from '@perennial/service/grpc/request-check';
import { AnswerMessages } from './answer-messages.js';
import { EVIDENCE_KEY, ListEvidence } from './list-evidence.js';
import type { ListedEvidence } from './evidence.js';
import { TakeCallback } from './take-callback.js';
import { TakeVisit } from './take-visit.js';
import type { Visit } from './visit.js';

const KINDS = enumNames('EVIDENCE_KIND_', EvidenceKind);
const GRADES = enumNames('EVIDENCE_GRADE_', EvidenceGrade);
const ANSWERS = enumNames('ANSWER_KIND_', AnswerKind);
const METHODS = ['GET', 'HEAD', 'POST'] as const;

@Controller()
@EvidenceServiceControllerMethods()
export class EvidenceGrpc implements EvidenceServiceController {
  readonly #base: string;

  constructor(
    private readonly callbacks: TakeCallback,
    private readonly visits: TakeVisit,
    private readonly list: ListEvidence,
    private readonly answers: AnswerMessages,
    @Inject(SERVICE_CONFIG) { PUBLIC_URL }: ServiceConfig,
  ) {
    this.#base = PUBLIC_URL.replace(/\/$/, '');
  }

  async takeCallback({ provider, method, target, headers, body }: TakeCallbackRequest): Promise<TakeCallbackResponse> {
    const answer = await this.callbacks.execute(provider, {
      method,
      url: `${this.#base}${target}`,
      headers: headersOf(headers),
      body,
      receivedAt: wallNow(),
    });
    return { ...answer, body: Buffer.from(answer.body, 'utf8') };
  }

  async takeVisit(request: TakeVisitRequest): Promise<TakeVisitResponse> {
    await this.visits.execute(
      readRequest((check) => {
        const method = METHODS.find((known) => known === request.method);
        if (!method) check.refuse('method', 'unknown_value', `is one of ${METHODS.join(', ')}`);
        return {
          token: request.token,
          link: check.text('link', request.link, 200),
          method: method ?? ('HEAD' satisfies Visit['method']),
          userAgent: request.userAgent.slice(0, 1_000),
        };
      }),
    );
    return {};
  }

  async listEvidence(request: ListEvidenceRequest): Promise<ListEvidenceResponse> {
    const { size, ...filter } = readRequest((check) => {
      const read = {
        messageId: check.optionalId<MessageId>('message_id', request.messageId),
        termId: check.optionalId<TermId>('term_id', request.termId),
        after: check.pageToken(EVIDENCE_KEY, request.pageToken)?.evidenceId ?? null,
        size: check.pageSize(request.pageSize),
      };
      if ((request.messageId === '') === (request.termId === ''))
        check.refuse('message_id', 'one_of', 'is given, or term_id, and not both');
      return read;
    });
    const { rows, nextPageToken } = await this.list.execute(filter, size);
    return { evidence: rows.map(toEvidence), nextPageToken };
  }

  async getAnswerPage({ token }: GetAnswerPageRequest): Promise<GetAnswerPageResponse> {
    const { messageId, locale, items, answered } = await this.answers.show(token);
    return {
      messageId,
      locale: locale ?? '',
      items: items.map((item) => ({ ...item })),
      answered: answered === null ? AnswerKind.ANSWER_KIND_UNSPECIFIED : ANSWERS.value(answered),
    };
  }

  async answer(request: AnswerRequest): Promise<AnswerResponse> {
    const answer = readRequest((check) => check.enum('answer', ANSWERS, request.answer));
    const { answered, locale } = await this.answers.answer(request.token, answer);
    return { answered: ANSWERS.value(answered ?? answer), locale: locale ?? '' };
  }
}

/** Names in lower case; what stands twice is one list. */
function headersOf(list: readonly Header[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { name, value } of list) {
    const key = name.toLowerCase();
    headers[key] = Object.hasOwn(headers, key) ? `${headers[key]}, ${value}` : value;
  }
  return headers;
}

function toEvidence(one: ListedEvidence): Evidence {
  return {
    messageId: one.messageId,
    kind: KINDS.value(one.kind),
    grade: GRADES.value(one.grade),
    provider: one.provider,
    detail: one.detail,
    happenedAt: formatInstant(one.happenedAt),
    heardAt: formatInstant(one.heardAt),
    answer: one.answer === null ? AnswerKind.ANSWER_KIND_UNSPECIFIED : ANSWERS.value(one.answer),
  };
}
