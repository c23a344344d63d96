/**
 * Requests as the official SDKs make them, byte for byte, with test credentials. They are what our signatures and the
 * fakes are checked against. Recorded by record/record.cjs, which says how to record them anew, with
 * @alicloud/dysmsapi20170525 4.6.0 (openapi-core 1.0.8), tencentcloud-sdk-nodejs-sms 4.1.306 and twilio 6.2.0.
 */
export interface GoldenRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The credentials that the requests were made with. */
export const GOLDEN_CREDENTIALS = {
  aliyun: { accessKeyId: 'LTAItestAccessKey', accessKeySecret: 'test-secret-of-aliyun' },
  tencent: { secretId: 'AKIDtestSecretId', secretKey: 'test-secret-of-tencent' },
  twilio: { accountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', authToken: 'test-token-of-twilio' },
} as const;

export const ALIYUN_SEND: GoldenRequest = {
  method: 'POST',
  target:
    '/?OutId=0190b5c8-0000-7000-8000-000000000001.1&PhoneNumbers=13800138000&SignName=%E9%98%BF%E9%87%8C%E4%BA%91%E6%B5%8B%E8%AF%95&TemplateCode=SMS_154950909&TemplateParam=%7B%22product%22%3A%22%E5%BC%95%E6%93%8E%20%5C%22A%5C%22%20(v1)!%20it%27s%20*%20~%20%2B%20%26%3D%25%22%2C%22day%22%3A%222025%E5%B9%B41%E6%9C%8831%E6%97%A5%22%7D',
  headers: {
    host: '127.0.0.1:41495',
    'x-acs-version': '2017-05-25',
    'x-acs-action': 'SendSms',
    'user-agent': 'AlibabaCloud (linux; x64) Node.js/v20.20.2 Core/1.0.1 TeaDSL/2',
    'x-acs-date': '2026-11-30T10:58:23Z',
    'x-acs-signature-nonce': '6af4378cef743f1bae57ddafac8b34d10ebd7c2645226a9914c9689aed7ecd83',
    accept: 'application/json',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-acs-credentials-provider': 'static_ak',
    authorization:
      'ACS3-HMAC-SHA256 Credential=LTAItestAccessKey,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=8b7b786730482fa5b3ba7b14a8153bf2782c982cb26b02654097edfc6e8d74d3',
    connection: 'keep-alive',
    'content-length': '0',
  },
  body: '',
};

export const ALIYUN_QUERY: GoldenRequest = {
  method: 'POST',
  target: '/?CurrentPage=1&PageSize=50&PhoneNumber=13800138000&SendDate=20250131',
  headers: {
    host: '127.0.0.1:41495',
    'x-acs-version': '2017-05-25',
    'x-acs-action': 'QuerySendDetails',
    'user-agent': 'AlibabaCloud (linux; x64) Node.js/v20.20.2 Core/1.0.1 TeaDSL/2',
    'x-acs-date': '2026-11-30T10:58:23Z',
    'x-acs-signature-nonce': '1ac87287dda7066afe5dcb562882bf15d15de3b1a9c200ffb8e44addc920de4a',
    accept: 'application/json',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-acs-credentials-provider': 'static_ak',
    authorization:
      'ACS3-HMAC-SHA256 Credential=LTAItestAccessKey,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=4a6ddef960e1b7fc49a81ae58649cb5e457a99d45fa3adf0187916d490c01402',
    connection: 'keep-alive',
    'content-length': '0',
  },
  body: '',
};

export const TENCENT_SEND: GoldenRequest = {
  method: 'POST',
  target: '/',
  headers: {
    'x-tc-traceid': '9b9e512a-565b-4227-a5c5-47a6269f8b50',
    host: '127.0.0.1:41495',
    'x-tc-action': 'SendSms',
    'x-tc-region': 'ap-guangzhou',
    'x-tc-timestamp': '1796036303',
    'x-tc-version': '2021-01-11',
    'x-tc-requestclient': 'SDK_NODEJS_4.1.220',
    'content-type': 'application/json',
    authorization:
      'TC3-HMAC-SHA256 Credential=AKIDtestSecretId/2026-11-30/127/tc3_request, SignedHeaders=content-type;host, Signature=9cb139b864cf5ba903d2ef270bfdd27f9b75a6d74b9bd65d3020a5c5350b5e28',
    accept: '*/*',
    'content-length': '222',
    'user-agent': 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)',
    'accept-encoding': 'gzip,deflate',
    connection: 'keep-alive',
  },
  body: '{"PhoneNumberSet":["+8613800138000"],"SmsSdkAppId":"1400006666","TemplateId":"449739","SignName":"腾讯云","TemplateParamSet":["引擎 \\"A\\"","2025年1月31日"],"SessionContext":"0190b5c8-0000-7000-8000-000000000001.1"}',
};

export const TWILIO_SEND: GoldenRequest = {
  method: 'POST',
  target: '/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json',
  headers: {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    'user-agent': 'twilio-node/6.2.0 (linux x64) node/v20.20.2',
    'accept-charset': 'utf-8',
    connection: 'keep-alive',
    authorization: 'Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTp0ZXN0LXRva2VuLW9mLXR3aWxpbw==',
    'content-length': '227',
    'accept-encoding': 'gzip, compress, deflate, br',
    host: '127.0.0.1:41495',
  },
  body: 'To=%2B447700900123&StatusCallback=https%3A%2F%2Frenew.example%2Fwebhooks%2Fsms-twilio%3Fkey%3Dk.1&From=%2B15005550006&Body=Your%20%27Suite%201%27%20ends%3A%20%E2%82%AC1%2C200.50%20%2B%20https%3A%2F%2Fx.example%2Fpay%2Fa%3Fb%3Dc',
};

/** A callback as twilio's getExpectedTwilioSignature signs it. */
export const TWILIO_CALLBACK = {
  url: 'https://renew.example/webhooks/sms-twilio?key=k.1',
  params: {
    MessageSid: 'SM0123456789abcdef0123456789abcdef',
    MessageStatus: 'delivered',
    To: '+447700900123',
    From: '+15005550006',
    AccountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ErrorCode: '',
  },
  signature: 'Ko2SBjdYiK/WcxNuazEtQ+GEQ0Y=',
} as const;
