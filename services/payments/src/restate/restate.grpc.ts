import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type {
  PaymentServiceController,
  RestateRequest,
  RestateResponse,
} from '@perennial/proto/gen/perennial/payments/v1/payments';
import { readRequest } from '@perennial/service/grpc/request-check';
import { readRestatePage } from '@perennial/service/grpc/restate';
import { RestateMoney } from './restate-money.js';

/** Restate of PaymentService: it tells quotes and payments. */
@Controller()
export class RestateGrpc implements Pick<PaymentServiceController, 'restate'> {
  constructor(private readonly restateMoney: RestateMoney) {}

  @GrpcMethod('PaymentService', 'restate')
  async restate(request: RestateRequest): Promise<RestateResponse> {
    return await this.restateMoney.execute(readRequest((check) => readRestatePage(check, request)));
  }
}
