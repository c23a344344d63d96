/**
 * Makes the requests of src/golden-requests.ts and src/golden-mail.ts with the official SDKs, against a server on
 * 127.0.0.1, and prints them as JSON. The SDKs are large: in an empty folder outside of the repository
 *
 *   npm init -y
 *   npm install @alicloud/dysmsapi20170525@4.6.0 tencentcloud-sdk-nodejs-sms@4.1.306 twilio@6.2.0 @wecom/crypto@1.0.1
 *   npm install @aws-sdk/client-sesv2@3.1169.0 @mailchimp/mailchimp_transactional@1.4.1
 *   cp <repository>/tools/fake-providers/record/record.cjs . && node record.cjs
 *
 * and put what it prints into those files.
 */
const http = require('node:http');
const seen = [];
let answer;
const server = http.createServer((req, res) => {
  const chunks = [];
  req
    .on('data', (c) => chunks.push(c))
    .on('end', () => {
      seen.push({
        method: req.method,
        target: req.url,
        headers: Object.fromEntries(Object.entries(req.headers)),
        body: Buffer.concat(chunks).toString('utf8'),
      });
      const { status = 200, body, headers = {} } = answer(req);
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(JSON.stringify(body));
    });
});
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const out = {};
  // aliyun
  const Dysms = require('@alicloud/dysmsapi20170525');
  const { Config } = require('@alicloud/openapi-core').$OpenApiUtil;
  const client = new Dysms.default(
    new Config({
      accessKeyId: 'LTAItestAccessKey',
      accessKeySecret: 'test-secret-of-aliyun',
      endpoint: `127.0.0.1:${port}`,
      protocol: 'http',
    }),
  );
  answer = () => ({ body: { Code: 'OK', Message: 'OK', BizId: '9006195456456^0', RequestId: 'R' } });
  await client.sendSms(
    new Dysms.SendSmsRequest({
      phoneNumbers: '13800138000',
      signName: '阿里云测试',
      templateCode: 'SMS_154950909',
      templateParam: JSON.stringify({ product: '引擎 "A" (v1)! it\'s * ~ + &=%', day: '2025年1月31日' }),
      outId: '0190b5c8-0000-7000-8000-000000000001.1',
    }),
  );
  out.aliyunSend = seen.pop();
  answer = () => ({
    body: { Code: 'OK', Message: 'OK', RequestId: 'R', TotalCount: '0', SmsSendDetailDTOs: { SmsSendDetailDTO: [] } },
  });
  await client.querySendDetails(
    new Dysms.QuerySendDetailsRequest({
      phoneNumber: '13800138000',
      sendDate: '20250131',
      pageSize: 50,
      currentPage: 1,
    }),
  );
  out.aliyunQuery = seen.pop();
  // tencent
  const tencent = require('tencentcloud-sdk-nodejs-sms');
  const TClient = tencent.sms.v20210111.Client;
  const tc = new TClient({
    credential: { secretId: 'AKIDtestSecretId', secretKey: 'test-secret-of-tencent' },
    region: 'ap-guangzhou',
    profile: { httpProfile: { endpoint: `127.0.0.1:${port}`, protocol: 'http://' } },
  });
  answer = () => ({
    body: {
      Response: {
        SendStatusSet: [
          {
            SerialNo: '5000:1',
            PhoneNumber: '+8613800138000',
            Fee: 1,
            SessionContext: 's',
            Code: 'Ok',
            Message: 'send success',
            IsoCode: 'CN',
          },
        ],
        RequestId: 'R',
      },
    },
  });
  await tc.SendSms({
    PhoneNumberSet: ['+8613800138000'],
    SmsSdkAppId: '1400006666',
    TemplateId: '449739',
    SignName: '腾讯云',
    TemplateParamSet: ['引擎 "A"', '2025年1月31日'],
    SessionContext: '0190b5c8-0000-7000-8000-000000000001.1',
  });
  out.tencentSend = seen.pop();
  // twilio
  const twilio = require('twilio');
  const RequestClient = require('twilio/lib/base/RequestClient');
  const rc = new (RequestClient.default || RequestClient)();
  const orig = rc.request.bind(rc);
  rc.request = (opts) => orig({ ...opts, uri: opts.uri.replace('https://api.twilio.com', `http://127.0.0.1:${port}`) });
  const tw = twilio('ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'test-token-of-twilio', { httpClient: rc });
  answer = () => ({
    status: 201,
    body: { sid: 'SM0123456789abcdef0123456789abcdef', status: 'queued', error_code: null },
  });
  await tw.messages.create({
    to: '+447700900123',
    from: '+15005550006',
    body: "Your 'Suite 1' ends: €1,200.50 + https://x.example/pay/a?b=c",
    statusCallback: 'https://renew.example/webhooks/sms-twilio?key=k.1',
  });
  out.twilioSend = seen.pop();
  const sign = twilio.getExpectedTwilioSignature;
  const params = {
    MessageSid: 'SM0123456789abcdef0123456789abcdef',
    MessageStatus: 'delivered',
    To: '+447700900123',
    From: '+15005550006',
    AccountSid: 'ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ErrorCode: '',
  };
  out.twilioCallback = {
    url: 'https://renew.example/webhooks/sms-twilio?key=k.1',
    params,
    signature: sign('test-token-of-twilio', 'https://renew.example/webhooks/sms-twilio?key=k.1', params),
  };
  // wecom
  const wecom = require('@wecom/crypto');
  const aesKey = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
  const random = Buffer.from('0123456789abcdef');
  const event =
    '<xml><ToUserName><![CDATA[wwcorp]]></ToUserName><FromUserName><![CDATA[zhangsan]]></FromUserName><CreateTime>1764499000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[好的]]></Content><MsgId>1234567890123456</MsgId><AgentID>1000002</AgentID></xml>';
  const sealed = (message) => {
    const encrypt = wecom.encrypt(aesKey, message, 'wwcorp', random);
    const signature = wecom.getSignature('token-of-wecom', '1764499000', '1597212914', encrypt);
    return { message, encrypt, signature };
  };
  out.wecomEcho = sealed('5927782489442352469');
  out.wecomEvent = sealed(event);
  // ses
  const { SESv2Client, SendEmailCommand } = require('@aws-sdk/client-sesv2');
  const ses = new SESv2Client({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIATESTACCESSKEY', secretAccessKey: 'test-secret-of-ses' },
    maxAttempts: 1,
  });
  answer = () => ({ body: { MessageId: '0107019' } });
  const mime = [
    'From: Renewals <renewals@renew.example>',
    'To: =?UTF-8?Q?M=C3=BCller=2C_Ada?= <ada@customer.example>',
    'Subject: =?UTF-8?B?5byV5pOOICJTdWl0ZSAxIiBlbmRz?=',
    'Perennial-Key: 0190b5c8-0000-7000-8000-000000000001.1',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '=E2=82=AC1,200.50: https://renew.example/pay/a?b=3Dc',
  ];
  await ses.send(
    new SendEmailCommand({
      Destination: { ToAddresses: ['ada@customer.example'] },
      Content: { Raw: { Data: Buffer.from(mime.join('\r\n')) } },
      EmailTags: [{ Name: 'perennial-key', Value: '0190b5c8-0000-7000-8000-000000000001_1' }],
      ConfigurationSetName: 'renewals',
    }),
  );
  out.sesSend = seen.pop();
  // mailchimp
  const mailchimp = require('@mailchimp/mailchimp_transactional')('md-test-key');
  mailchimp.basePath = `http://127.0.0.1:${port}/api/1.3`;
  answer = () => ({
    body: [{ email: 'ada@customer.example', status: 'sent', reject_reason: null, _id: 'abc' }],
  });
  await mailchimp.messages.send({
    async: false,
    message: {
      subject: '引擎 "Suite 1" ends',
      text: '€1,200.50: https://renew.example/pay/a?b=c',
      html: '<p>€1,200.50</p>',
      from_email: 'renewals@renew.example',
      from_name: 'Renewals',
      to: [{ email: 'ada@customer.example', name: 'Müller, Ada', type: 'to' }],
      headers: { 'Reply-To': 'owner@renew.example', 'List-Unsubscribe': '<https://renew.example/unsubscribe/x>' },
      metadata: { perennial_key: '0190b5c8-0000-7000-8000-000000000001.1' },
    },
  });
  out.mailchimpSend = seen.pop();
  process.stdout.write(`${JSON.stringify(out, null, 2)}\n`);
  server.close();
  server.closeAllConnections();
});
